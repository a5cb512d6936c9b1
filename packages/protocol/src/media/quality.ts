import { z } from 'zod';

const Ratio = z.number().min(0).max(1);
const Millis = z.number().nonnegative().max(3_600_000);

/** One look at a peer's connection, over the span since the last one. */
export const NetworkSample = z.object({
  rttMs: Millis.nullable(),
  uplinkLossRatio: Ratio.nullable(),
  downlinkLossRatio: Ratio.nullable(),
  uplinkKbps: z.number().nonnegative().max(1_000_000),
  downlinkKbps: z.number().nonnegative().max(1_000_000),
  jitterMs: Millis.nullable(),
  freezeCount: z.number().int().nonnegative().max(100_000),
  freezeMs: Millis,
  /** Share of received audio that was made up by the decoder. */
  concealedRatio: Ratio.nullable(),
});
export type NetworkSample = z.infer<typeof NetworkSample>;

/** The allow-list of what a browser applied to a track; no device id, no label. Every member is optional: browsers differ. */
export const AppliedSettings = z.object({
  echoCancellation: z.boolean().optional(),
  noiseSuppression: z.boolean().optional(),
  autoGainControl: z.boolean().optional(),
  sampleRate: z.number().int().max(384_000).optional(),
  channelCount: z.number().int().max(8).optional(),
  widthPx: z.number().int().max(16_384).optional(),
  heightPx: z.number().int().max(16_384).optional(),
  frameRate: z.number().max(240).optional(),
  facingMode: z.enum(['user', 'environment', 'left', 'right']).optional(),
  displaySurface: z.enum(['monitor', 'window', 'browser']).optional(),
});
export type AppliedSettings = z.infer<typeof AppliedSettings>;

/**
 * What a room says of its recording. `none`: the room isn't recorded. `starting`: nothing confirmed, nobody hears anybody. `recording`:
 * packets of every recorded party are being written. `degraded`: a track that should be written is not, or the store is behind.
 * `stopped`: nothing is written any more.
 */
export const RoomRecordingStatus = z.enum(['none', 'starting', 'recording', 'degraded', 'stopped']);
export type RoomRecordingStatus = z.infer<typeof RoomRecordingStatus>;

export const RecordingTrouble = z.enum([
  'recorder_away',
  'track_silent',
  'disk_low',
  'write_failed',
  'store_behind',
  'worker_restarted',
  'node_away',
  // A step of the flow asked for it: nothing is written, and that is no fault.
  'paused_by_step',
]);
export type RecordingTrouble = z.infer<typeof RecordingTrouble>;

export const RoomRecordingState = z.object({
  status: RoomRecordingStatus,
  trouble: RecordingTrouble.nullable(),
  /** Wall clock (Unix ms) of the last packet known to be written. */
  lastWrittenAtMs: z.number().int().nonnegative().nullable(),
});
export type RoomRecordingState = z.infer<typeof RoomRecordingState>;
