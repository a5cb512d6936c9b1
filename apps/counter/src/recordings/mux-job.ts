import { setTimeout as delay } from 'node:timers/promises';
import { AppError, NodeKey, type RecordingId, type RecordingTrouble, type SessionId, type TrackId } from '@guichet/protocol';
import type { GapInfo } from '@guichet/recording';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { Recording } from '../database/generated/client.ts';
import type { JobHandler, JobRun } from '../jobs/job-queue.ts';
import { throttled } from '../jobs/throttled.ts';
import type { Log } from '../log.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import { JournalObjects, MediaContents } from './journal-contents.ts';
import { MuxReport } from './mux-report.ts';
import type { BuiltFiles, RecordingFiles } from './recording-files.ts';
import type { Recordings } from './recordings.ts';

/** Chunks that a node has told of reach the store once it takes them again; so long an outage is waited for, since `ready` is final. */
const CHUNKS_ARRIVE_WITHIN_MS = 6 * 3_600_000;
/** Those of a node that did not come back to close its recording: it will hardly come back to ship them. */
const CHUNKS_OF_LOST_NODE_WITHIN_MS = 10 * 60_000;

/** A call's last chunk is on its way when it ends: waiting for it takes less time than coming back. */
const LAST_CHUNK_WITHIN_MS = 2_000;
const LOOK_FOR_CHUNK_EVERY_MS = 100;

/** Why a hole is there, in the words that people are told. */
const TROUBLE_OF: Readonly<Record<GapInfo['cause'], RecordingTrouble>> = {
  track_silent: 'track_silent',
  service_down: 'recorder_away',
  disk_full: 'disk_low',
  disk_low: 'disk_low',
  write_failed: 'write_failed',
  paused_by_step: 'paused_by_step',
  damage: 'write_failed',
};

interface MuxJobOptions {
  readonly clock: Clock;
  readonly database: Database;
  readonly recordings: Recordings;
  readonly files: RecordingFiles;
  readonly log: Log;
}

/** Makes a recording's files. Can be repeated at any point: nothing is visible before all of it is whole. */
export function muxJob(options: MuxJobOptions): JobHandler<'recording.mux'> {
  const { database, recordings, files, log } = options;
  return async ({ recordingId }, run) => {
    const row = await database.read((prisma) => prisma.recording.findUnique({ where: { id: recordingId } }));
    if (row === null || row.status === 'failed' || row.deletedAt !== null) return;
    if (row.status === 'ready') {
      // Its files are a copy that can be lost; the journal in the store is the recording.
      if (!(await files.has(recordingId))) await buildAgain(row, run, options);
      return;
    }
    const arrived = await arrivedChunks(files, recordingId, run.retryCount === 0 ? row.chunks : 0, run.signal);
    if (row.chunks === 0 && arrived === 0) return recordings.failed(recordingId, 'nothing_recorded');
    if (arrived < row.chunks && !isOverdue(row, options.clock())) throw new AppError('recording_not_ready');
    if (!(await recordings.muxStarted(recordingId))) return;

    const built = await build(recordingId, row, run, options);
    if (built === null) return;
    const report = await toReport(database, row.sessionId as SessionId, built);
    await recordings.muxed(recordingId, {
      media: built.media,
      journal: built.journal,
      durationMs: report.durationMs,
      shipped: arrived >= row.chunks,
      report,
    });
    log.info(
      { recordingId, durationMs: report.durationMs, tracks: report.tracks.length, gaps: report.gaps.length, damage: report.damage },
      'recording muxed',
    );
  };
}

/** How many are in the store, once `expected` are or have not come for a while. */
async function arrivedChunks(files: RecordingFiles, recordingId: RecordingId, expected: number, signal: AbortSignal): Promise<number> {
  const deadline = performance.now() + LAST_CHUNK_WITHIN_MS;
  for (;;) {
    const arrived = await files.chunksInStore(recordingId);
    if (arrived >= expected || performance.now() > deadline) return arrived;
    await delay(LOOK_FOR_CHUNK_EVERY_MS, undefined, { signal });
  }
}

function isOverdue({ stoppedAt, trouble }: { readonly stoppedAt: Date | null; readonly trouble: string | null }, now: number): boolean {
  const patienceMs = trouble === 'node_away' ? CHUNKS_OF_LOST_NODE_WITHIN_MS : CHUNKS_ARRIVE_WITHIN_MS;
  return stoppedAt !== null && now - stoppedAt.getTime() > patienceMs;
}

/** Null when it was given up and said so. */
async function build(
  recordingId: RecordingId,
  place: Pick<Recording, 'nodeId' | 'callId'>,
  run: JobRun,
  { database, recordings, files, log }: MuxJobOptions,
): Promise<BuiltFiles | null> {
  const progress = throttled((ratio) => recordings.muxProgressed(recordingId, ratio));
  try {
    const built = await files.build(recordingId, {
      ...(await madeWith(database, place)),
      onProgress: progress.note,
      signal: run.signal,
    });
    return built;
  } catch (error) {
    const reason = lastingReason(error) ?? (run.last ? 'mux_failed' : null);
    if (reason === null) throw error;
    log.error({ recordingId, reason, err: error }, 'recording cannot be muxed');
    await recordings.failed(recordingId, reason);
    return null;
  } finally {
    await progress.settled();
  }
}

/** The file that seals name by its hash: from the same objects, in the same way. */
async function buildAgain(row: Recording, { signal }: JobRun, { database, files, log }: MuxJobOptions): Promise<void> {
  const recordingId = row.id as RecordingId;
  const contents = await database.read((prisma) => prisma.recordingContents.findUnique({ where: { recordingId } }));
  const from = contents === null ? {} : { from: JournalObjects.parse(contents.journal) };
  const { media } = await files.build(recordingId, { ...from, ...(await madeWith(database, row)), onProgress: () => undefined, signal });
  if (contents !== null && media.sha256 !== MediaContents.parse(contents.media).sha256)
    log.error({ recordingId }, 'recording made again is not the file that it was');
}

/** What another attempt would not change. */
function lastingReason(error: unknown): string | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'recording_not_ready') return 'nothing_playable';
  if (error.code === 'forbidden') return 'key_opens_nothing';
  return null;
}

async function toReport(database: Database, sessionId: SessionId, built: BuiltFiles): Promise<MuxReport> {
  const known = new Set(built.result.tracks.map(({ trackId }) => trackId));
  const omitted = built.result.omitted.map(({ trackId }) => trackId).filter((trackId) => !known.has(trackId));
  return reportOf(built, await publishedTracks(database, sessionId, omitted));
}

/** What the row keeps of what was muxed. `lost`: tracks of which nothing can be played. */
export function reportOf(
  { result, trackFiles }: Pick<BuiltFiles, 'result' | 'trackFiles'>,
  lost: readonly Pick<MuxReport['tracks'][number], 'trackId' | 'participantId' | 'kind' | 'source'>[],
): MuxReport {
  const parts = [...Map.groupBy(result.tracks, ({ trackId }) => trackId)];
  const played = parts.map(([trackId, legs]) => ({
    trackId,
    participantId: legs[0]?.participantId,
    kind: legs[0]?.kind,
    source: legs[0]?.source,
    fromMs: Math.min(...legs.map(({ firstMs }) => firstMs ?? Infinity)),
    toMs: Math.max(...legs.map(({ lastMs }) => lastMs ?? 0)),
    file: trackFiles.get(trackId) ?? null,
  }));
  const damage = Map.groupBy(result.missing, ({ kind }) => kind);
  return MuxReport.parse({
    format: 'guichet.mux-report/1',
    originMs: Date.parse(result.startedAt),
    durationMs: result.durationMs,
    tracks: [
      ...played.map((track) => ({ ...track, fromMs: Number.isFinite(track.fromMs) ? track.fromMs : 0 })),
      ...lost.map((track) => ({ ...track, fromMs: 0, toMs: 0, file: null })),
    ],
    gaps: result.gaps.map(({ trackId, fromMs, toMs, cause }) => ({
      trackId,
      fromMs: Math.round(fromMs),
      toMs: Math.round(toMs),
      trouble: TROUBLE_OF[cause],
    })),
    damage: Object.fromEntries([...damage].map(([kind, places]) => [kind, places.length])),
  });
}

/** Tracks of which nothing can be played are named all the same, by what the log says of them. */
async function publishedTracks(database: Database, sessionId: SessionId, trackIds: readonly TrackId[]) {
  if (trackIds.length === 0) return [];
  const rows = await database.read((prisma) =>
    prisma.sessionEvent.findMany({ where: { sessionId, type: 'track.published' }, orderBy: { seq: 'asc' } }),
  );
  return rows.map(fromEventRow).flatMap((event) => {
    if (event.type !== 'track.published' || !trackIds.includes(event.payload.trackId)) return [];
    const { trackId, participantId, kind, source } = event.payload;
    return [{ trackId, participantId, kind, source }];
  });
}

/** The same for every making of a file. */
async function madeWith(database: Database, { nodeId, callId }: Pick<Recording, 'nodeId' | 'callId'>) {
  const parties = await database.read((prisma) => prisma.callParticipant.findMany({ where: { callId }, select: { id: true, role: true } }));
  const roles = new Map(parties.map(({ id, role }) => [id, role]));
  return { nodeKey: await nodeKeyOf(database, nodeId), roleOf: (participantId: string) => roles.get(participantId) ?? null };
}

async function nodeKeyOf(database: Database, nodeId: string): Promise<NodeKey | null> {
  const node = await database.read((prisma) => prisma.mediaNode.findUnique({ where: { id: nodeId }, select: { key: true } }));
  return node === null ? null : NodeKey.parse(node.key);
}
