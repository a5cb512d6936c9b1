import { createPrivateKey, createPublicKey } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ChunkSeal, type NodeReport, type ParticipantId, RoomPlan, WrapKey } from '@guichet/protocol';
import type { RecorderClient } from '../../../../packages/recording/src/service/client.ts';
import { makeFlashBeepClip, partyTracks, sendClip } from '../../../../packages/recording/src/testing/ffmpeg-kit.ts';
import { TestService } from '../../../../packages/recording/src/testing/service-kit.ts';
import { eventually } from './eventually.ts';
import { TestNode } from './test-node.ts';

const PARTIES = [
  { codec: 'VP8', ssrc: 1_000 },
  { codec: 'H264', ssrc: 2_000 },
] as const;

/** A node whose rooms are recorded by the real recording service, from packets of a real packetiser instead of browsers. */
export class RecordingNode {
  readonly service: TestService;
  node: TestNode;
  readonly #url: string;
  #client: RecorderClient | null = null;
  #clip: ReturnType<typeof sendClip> | null = null;
  #seals: ChunkSeal[] = [];
  plan: RoomPlan | null = null;

  /** `store`: the folder that it ships to, or what the recording service is told of a bucket. */
  constructor(url: string, store: string | Record<string, string>) {
    this.#url = url;
    this.service = new TestService(typeof store === 'string' ? { RECORDING_STORE_DIR: store } : store);
    this.node = this.#dial();
  }

  get keys(): { readonly publicKey: ReturnType<typeof createPublicKey>; readonly privateKey: ReturnType<typeof createPrivateKey> } {
    const privateKey = createPrivateKey(this.service.keys.nodePem);
    return { privateKey, publicKey: createPublicKey(privateKey) };
  }

  #dial(): TestNode {
    return new TestNode(this.#url, this.keys);
  }

  /** The clip that is sent as the camera and microphone of both parties. */
  async prepare(seconds: number): Promise<void> {
    await makeFlashBeepClip(join(this.service.folder, 'clip.mkv'), PARTIES, seconds);
    this.service.start();
    this.#client = await this.service.connect();
    this.#client.on('recording.chunk_closed', (seal) => this.#seals.push(seal));
  }

  /** After its connection was lost. */
  async comeBack(): Promise<void> {
    this.node = this.#dial();
    const plan = this.#plan();
    await this.node.register({ rooms: [{ roomId: plan.roomId, recordingId: plan.recording?.recordingId ?? null, participants: [] }] });
  }

  /** Opens the journal of the room that was opened last, and sends both parties into it until their packets are written. */
  async record(participants: readonly [ParticipantId, ParticipantId]): Promise<void> {
    const plan = (this.plan = RoomPlan.parse(
      (await eventually(() => this.node.commands.find(({ name }) => name === 'room.open'))).payload,
    ));
    if (plan.recording === null || this.#client === null) throw new Error('The room is not recorded');
    const client = this.#client;
    const { recordingId, wrapKey, wrapKeyId } = plan.recording;
    const { rtpPort } = await client.open(recordingId, WrapKey.parse(wrapKey), wrapKeyId);
    for (const [index, party] of PARTIES.entries()) {
      const { video, audio } = partyTracks(party);
      const participantId = participants[index] ?? participants[0];
      await client.declareTrack(recordingId, { ...video, participantId });
      await client.declareTrack(recordingId, { ...audio, participantId });
    }
    this.#clip = sendClip(join(this.service.folder, 'clip.mkv'), rtpPort, PARTIES);
    await eventually(async () => (await client.status()).recordings[0]?.tracks.every((track) => track.writtenPackets > 0), 10_000);
  }

  async say(fact: {
    readonly status: 'starting' | 'recording' | 'degraded' | 'stopped';
    readonly trouble?: 'track_silent' | 'disk_low';
  }): Promise<void> {
    await this.node.report({
      type: 'recording.status',
      ...this.#about(),
      status: fact.status,
      trouble: fact.trouble ?? null,
      lastWrittenAtMs: Date.now(),
    });
  }

  async beat(): Promise<void> {
    await this.node.request('node.heartbeat', { rooms: 1, peers: 2, busiestWorkerRatio: 0.1, freeDiskBytes: 1e9 });
  }

  /** Closes the journal and reports its chunks and its end, as a node does. */
  async finish(): Promise<void> {
    const { recordingId } = this.#about();
    await this.#clip?.stop();
    const closed = await this.#client?.close(recordingId, 'ended');
    if (closed === undefined) throw new Error('Nothing was recorded');
    await eventually(() => this.#seals.length >= closed.chunks);
    const about = this.#about();
    const chunks = this.#seals.map(
      ({ seq, sizeBytes, sha256, head, signature }): NodeReport => ({
        type: 'recording.chunk_closed',
        ...about,
        seq,
        sizeBytes,
        hash: sha256,
        head,
        signature,
      }),
    );
    await this.node.report(...chunks, {
      type: 'recording.closed',
      ...about,
      chunks: closed.chunks,
      sizeBytes: closed.sizeBytes,
      head: closed.head,
      complete: true,
    });
  }

  async end(): Promise<void> {
    this.node.close();
    await this.#clip?.stop();
    await this.service.end();
    rmSync(this.service.folder, { recursive: true, force: true });
  }

  #plan(): RoomPlan {
    if (this.plan === null) throw new Error('No room was opened');
    return this.plan;
  }

  #about() {
    const { roomId, recording } = this.#plan();
    if (recording === null) throw new Error('The room is not recorded');
    return { at: Date.now(), roomId, recordingId: recording.recordingId };
  }
}
