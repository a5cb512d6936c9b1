import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type NodeId } from '@guichet/protocol';
import { clipRecords, HandClock, makeClip, opusTrack, testKeys, videoTrack, writeJournal } from '@guichet/recording/testing';
import { JobQueue } from '../../jobs/job-queue.ts';
import { loadDataKey } from '../../keys/data-key.ts';
import { createLog } from '../../log.ts';
import { loadRecordingKey } from '../../recordings/recording-key.ts';
import { Recordings } from '../../recordings/recordings.ts';
import { createCore } from '../../sessions/create-core.ts';
import type { WholeCounter } from '../whole-counter.ts';
import type { SeededSale } from './seeded-sale.ts';

const CLIP_SECONDS = 20;
const CHUNK_MS = 2_000;

export interface LiveRecording {
  /** The node tells that the recording is closed: from then on its chunks are all there, and nothing has been made of them. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

/** A seeded sale whose recording is still running, with everything that was recorded so far in the counter's store. */
export async function recordLive(
  counter: Pick<WholeCounter, 'database' | 'dataDir' | 'databaseUrl'>,
  sale: SeededSale,
  nodeId: NodeId,
): Promise<LiveRecording> {
  const { database, dataDir } = counter;
  const folder = await mkdtemp(join(tmpdir(), 'guichet-live-'));
  try {
    const seals = await writeCall(folder, dataDir, sale);
    await cp(join(folder, sale.recordingId), join(dataDir, 'store', sale.recordingId), { recursive: true });
    const recording = await database.prisma.recording.update({
      where: { id: sale.recordingId },
      data: { status: 'recording', chunks: seals.length, stoppedAt: null },
    });
    const log = createLog('silent');
    const dataKey = await loadDataKey(join(dataDir, 'keys', 'data.key'));
    const core = createCore({ database, dataKey, logger: log, clock: Date.now });
    const jobs = new JobQueue({ databaseUrl: counter.databaseUrl, log });
    await jobs.start();
    const recordings = new Recordings({ database, sessionLog: core.log, changes: core.changes, jobs, clock: Date.now, log });
    return {
      hangUp: () =>
        recordings.take(nodeId, newId('rpt'), {
          type: 'recording.closed',
          at: Date.now(),
          roomId: recording.roomId as never,
          recordingId: sale.recordingId,
          chunks: seals.length,
          sizeBytes: seals.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          head: seals.at(-1)?.head ?? null,
          complete: true,
        }),
      close: () => jobs.stop(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The journal of both parties' pictures and voices, in no more time than writing it takes. */
async function writeCall(folder: string, dataDir: string, { recordingId, originMs, durationMs, tracks }: SeededSale) {
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
  const keys = { ...testKeys(), wrapKey: publicKey };
  const records = await clipRecords(clips, durationMs, originMs);
  const { seals } = await writeJournal(folder, keys, records, { tracks: declared, chunkMs: CHUNK_MS, clock, recordingId });
  return seals;
}
