import { z } from 'zod';
import { SoundMeasure } from '../checks/measures.ts';
import { RecordingId, TrackId } from '../wire/ids.ts';
import type { RequestTable } from '../wire/request.ts';

const OfTrack = { recordingId: RecordingId, trackId: TrackId };
const Nothing = z.object({});
const rate = { perSecond: 50, burst: 200 };

/** `planes`: light, then both colour differences at half the size each way (4:2:0), all of them full range. */
export const StillFormat = z.enum(['jpeg', 'gray', 'planes']);
export type StillFormat = z.infer<typeof StillFormat>;

/**
 * Taps: decoded pictures and sound of a track, made from what has been written to the journal. Each tap is a connection of its own to
 * the service's socket: one request line, one reply line, then `TapFrame`s until either side closes.
 */
export const recorderTaps = {
  'tap.stills': {
    payload: z.object({
      ...OfTrack,
      /** At most one picture per this time. */
      everyMs: z.number().int().min(40).max(60_000),
      heightPx: z.number().int().min(16).max(2160).default(180),
      format: StillFormat.default('jpeg'),
      /** `keyframes` decodes recorded keyframes alone: next to no cost, and each picture stands by itself in the journal. */
      frames: z.enum(['all', 'keyframes']).default('all'),
    }),
    reply: Nothing,
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  'tap.pcm': {
    payload: z.object({ ...OfTrack, sampleRate: z.union([z.literal(8_000), z.literal(16_000), z.literal(48_000)]).default(16_000) }),
    reply: Nothing,
    roles: ['node'],
    rate,
    deadlineMs: 5_000,
  },
  /** What is measured on the sound, half a second each; the sound itself stays where it is. */
  'tap.sound': { payload: z.object(OfTrack), reply: Nothing, roles: ['node'], rate, deadlineMs: 5_000 },
} as const satisfies RequestTable;
export type RecorderTaps = typeof recorderTaps;

/** Head of a tap frame: on the wire u32 head length, u32 payload length (big-endian), the head as JSON, the payload. */
export const TapFrameHead = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('still'),
    /** When the picture was recorded: the recorder's wall clock. */
    atMs: z.number().nonnegative(),
    format: StillFormat,
    /** Only bare pixels need them: a JPEG carries its own. */
    widthPx: z.number().int().positive().nullable(),
    heightPx: z.number().int().positive().nullable(),
    keyframe: z.boolean(),
  }),
  z.object({
    type: z.literal('pcm'),
    /** When the first sample of the block was recorded. */
    atMs: z.number().nonnegative(),
    sampleRate: z.number().int().positive(),
    /** Signed 16-bit little-endian samples, one channel. */
    samples: z.number().int().nonnegative(),
  }),
  z.object({ type: z.literal('sound'), measure: SoundMeasure }),
  z.object({ type: z.literal('lag'), droppedFrames: z.number().int().positive() }),
  z.object({ type: z.literal('end'), reason: z.enum(['track_closed', 'recording_closed', 'decoder_failed']) }),
]);
export type TapFrameHead = z.infer<typeof TapFrameHead>;
