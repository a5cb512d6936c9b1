import { createPrivateKey, createPublicKey } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeKeyId } from '@guichet/evidence';
import { type ChunkSeal, type NodeId, NodeKey, type NodeReport } from '@guichet/protocol';
import { clipRecords, HandClock, makeClip, opusTrack, testKeys, videoTrack, writeJournal } from '@guichet/recording/testing';
import { loadRecordingKey } from '../../recordings/recording-key.ts';
import { TestNode } from '../test-node.ts';
import type { WholeCounter } from '../whole-counter.ts';
import type { SeededSale } from './seeded-sale.ts';

const CLIP_SECONDS = 20;
const CHUNK_MS = 2_000;
const BEAT_EVERY_MS = 500;
/** Chunks that are told of at once, and how long before the next: twelve times as fast as they come in a call. */
const TOLD_AT_ONCE = 3;
const TELL_EVERY_MS = 500;

export interface LiveRecording {
  /** The node tells of every chunk that it has closed so far, faster than it would in a call. */
  goOn(): Promise<void>;
  /** The node tells that the recording is closed: from then on its chunks are all there. */
  hangUp(): Promise<void>;
  close(): void;
}

/** A seeded sale whose recording is still running, with everything that was recorded so far in the counter's store; its node dials the counter when it has to say something. */
export async function recordLive(
  counter: Pick<WholeCounter, 'database' | 'dataDir' | 'url'>,
  sale: SeededSale,
  nodeId: NodeId,
): Promise<LiveRecording> {
  const { database, dataDir } = counter;
  const keys = testKeys();
  const folder = await mkdtemp(join(tmpdir(), 'guichet-live-'));
  try {
    const seals = await writeCall(folder, dataDir, sale, keys);
    await cp(join(folder, sale.recordingId), join(dataDir, 'store', sale.recordingId), { recursive: true });
    const key = NodeKey.parse(createPublicKey(keys.nodePem).export({ format: 'jwk' }));
    await database.prisma.mediaNode.create({
      data: { id: nodeId, key, keyThumbprint: nodeKeyId(key), status: 'approved', zone: 'default', lastSeenAt: new Date() },
    });
    const { roomId } = await database.prisma.recording.update({
      where: { id: sale.recordingId },
      data: { status: 'recording', chunks: 0, stoppedAt: null },
    });
    return new TestNodeRecording(counter, { roomId: roomId as never, recordingId: sale.recordingId }, keys.nodePem, seals);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class TestNodeRecording implements LiveRecording {
  readonly #counter: Pick<WholeCounter, 'url'>;
  readonly #about: Pick<Extract<NodeReport, { type: 'recording.closed' }>, 'roomId' | 'recordingId'>;
  readonly #nodePem: string;
  readonly #seals: readonly ChunkSeal[];
  #node: TestNode | null = null;
  #beat: NodeJS.Timeout | undefined;

  constructor(
    counter: Pick<WholeCounter, 'url'>,
    about: Pick<Extract<NodeReport, { type: 'recording.closed' }>, 'roomId' | 'recordingId'>,
    nodePem: string,
    seals: readonly ChunkSeal[],
  ) {
    this.#counter = counter;
    this.#about = about;
    this.#nodePem = nodePem;
    this.#seals = seals;
  }

  async goOn(): Promise<void> {
    const node = await this.#dialled();
    for (let at = 0; at < this.#seals.length; at += TOLD_AT_ONCE) {
      const reports = this.#seals.slice(at, at + TOLD_AT_ONCE).map(
        ({ seq, sizeBytes, sha256, head, signature }): NodeReport => ({
          type: 'recording.chunk_closed',
          ...this.#about,
          at: Date.now(),
          seq,
          sizeBytes,
          hash: sha256,
          head,
          signature,
        }),
      );
      await node.report(...reports);
      await delay(TELL_EVERY_MS);
    }
  }

  async hangUp(): Promise<void> {
    const node = await this.#dialled();
    await node.report({
      type: 'recording.closed',
      ...this.#about,
      at: Date.now(),
      chunks: this.#seals.length,
      sizeBytes: this.#seals.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      head: this.#seals.at(-1)?.head ?? null,
      complete: true,
    });
  }

  close(): void {
    clearInterval(this.#beat);
    this.#node?.close();
  }

  async #dialled(): Promise<TestNode> {
    if (this.#node !== null) return this.#node;
    const privateKey = createPrivateKey(this.#nodePem);
    const node = (this.#node = new TestNode(this.#counter.url, { privateKey, publicKey: createPublicKey(privateKey) }));
    await node.register({ rooms: [{ ...this.#about, participants: [] }] });
    this.#beat = setInterval(() => {
      node.request('node.heartbeat', { rooms: 1, peers: 2, busiestWorkerRatio: 0.1, freeDiskBytes: 1e9 }).catch(() => undefined);
    }, BEAT_EVERY_MS);
    return node;
  }
}

/** The journal of both parties' pictures and voices, in no more time than writing it takes. */
async function writeCall(
  folder: string,
  dataDir: string,
  { recordingId, originMs, durationMs, tracks }: SeededSale,
  signedBy: ReturnType<typeof testKeys>,
) {
  const [picture, voice] = await Promise.all([
    makeClip(join(folder, 'picture.mkv'), { codec: 'VP8', seconds: CLIP_SECONDS }),
    makeClip(join(folder, 'voice.mkv'), { codec: 'opus', seconds: CLIP_SECONDS, speaking: true }),
  ]);
  const declared = tracks.map(({ trackId, participantId, kind }, at) => ({
    ...(kind === 'video' ? videoTrack(1_000 + at) : opusTrack(1_000 + at)),
    trackId,
    participantId,
  }));
  const clips = declared.map(({ kind, ssrc, payloadType, clockRate }, trackIndex) => ({
    ...{ ssrc, payloadType, clockRate, trackIndex },
    clip: kind === 'video' ? picture : voice,
  }));
  const clock = new HandClock();
  clock.wall = originMs;
  const { keyId: _keyId, publicKey } = await loadRecordingKey(join(dataDir, 'keys', 'recording.jwk'));
  const keys = { ...signedBy, wrapKey: publicKey };
  const records = await clipRecords(clips, durationMs, originMs);
  const { seals } = await writeJournal(folder, keys, records, { tracks: declared, chunkMs: CHUNK_MS, clock, recordingId });
  return seals;
}
