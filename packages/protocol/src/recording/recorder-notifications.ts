import { z } from 'zod';
import { RecordingId, TrackId } from '../wire/ids.ts';
import type { NotificationTable } from '../wire/request.ts';
import { ChunkSeal, Sha256Hex } from './chunk-seal.ts';

const UnixMs = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();

/** `waiting`: nothing to write yet. `stopped`: what arrives is not being written (the disk is full or fails). */
export const WritingState = z.enum(['waiting', 'writing', 'stopped']);
export type WritingState = z.infer<typeof WritingState>;

export const TrackProgress = z.object({
  trackId: TrackId,
  paused: z.boolean(),
  packets: Count,
  bytes: Count,
  /** Packets that have been handed to the file system: they survive a kill of the service. */
  writtenPackets: Count,
  lastPacketAtMs: UnixMs.nullable(),
  lastWrittenAtMs: UnixMs.nullable(),
});
export type TrackProgress = z.infer<typeof TrackProgress>;

export const RecordingProgress = z.object({
  recordingId: RecordingId,
  state: WritingState,
  epoch: Count,
  /** When the last block was written; the service's wall clock. */
  writtenAtMs: UnixMs.nullable(),
  /** The last sealed chunk; 0 before the first. */
  chunkSeq: Count,
  head: Sha256Hex,
  unshippedChunks: Count,
  /** Nothing is to be written for as long as a step of the flow takes. */
  paused: z.boolean(),
  /** Packets of streams that nobody declared in time. */
  unclaimedPackets: Count,
  /** Packets that arrived while nothing could be written. */
  droppedPackets: Count,
  tracks: z.array(TrackProgress),
});
export type RecordingProgress = z.infer<typeof RecordingProgress>;

/**
 * Why there is a hole. `track_silent`: no packet of a track that isn't paused. `service_down`: the service was not running. `paused_by_step`: it was
 * told to write nothing for as long as a step of the flow took, which is no damage.
 */
export const GapCause = z.enum(['track_silent', 'service_down', 'disk_full', 'disk_low', 'write_failed', 'paused_by_step']);
export type GapCause = z.infer<typeof GapCause>;

export const StopReason = z.enum(['disk_full', 'disk_low', 'write_failed']);
export type StopReason = z.infer<typeof StopReason>;

/** What the recording service tells every connection unasked. */
export const recorderNotifications = {
  /** Every 500 ms per open recording, and at once when a track's first packet has been written. */
  'recording.progressed': RecordingProgress,
  'recording.chunk_closed': ChunkSeal,
  /** `toMs` is null while the gap lasts; it is noted again when it has ended. Null `trackId`: all tracks. */
  'recording.gap_noted': z.object({
    recordingId: RecordingId,
    trackId: TrackId.nullable(),
    fromMs: UnixMs,
    toMs: UnixMs.nullable(),
    cause: GapCause,
  }),
  /** Nothing of this recording is written any more, until `recording.recovered`. */
  'recording.failed': z.object({ recordingId: RecordingId, reason: StopReason, atMs: UnixMs }),
  'recording.recovered': z.object({ recordingId: RecordingId, stoppedAtMs: UnixMs, atMs: UnixMs, droppedPackets: Count }),
  'recording.closed': z.object({
    recordingId: RecordingId,
    chunks: Count,
    sizeBytes: Count,
    head: Sha256Hex,
    reason: z.string().max(64),
  }),
  /** Everything of a closed recording is in the store. */
  'recording.shipped': z.object({ recordingId: RecordingId, chunks: Count }),
  'disk.low': z.object({ freeBytes: z.number().nonnegative(), limitBytes: z.number().nonnegative() }),
  'disk.recovered': z.object({ freeBytes: z.number().nonnegative() }),
  'store.behind': z.object({ unshippedChunks: Count, oldestMs: Count }),
  'store.caught_up': z.object({}),
} as const satisfies NotificationTable;
export type RecorderNotifications = typeof recorderNotifications;
