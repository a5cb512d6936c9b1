import { GapCause, RecordedLayer, RecordedTrack, RecordingId, StopReason, TrackId } from '@guichet/protocol';
import { z } from 'zod';

const UnixMs = z.number().int().nonnegative();
const Index = z.number().int().min(0).max(0xfffe);
const OfTrack = { trackId: TrackId };

/** A track as it stands when a chunk begins. */
export const HeldTrack = z.object({ index: Index, track: RecordedTrack, paused: z.boolean(), closed: z.boolean() });
export type HeldTrack = z.infer<typeof HeldTrack>;

/** What a journal says about itself, between the packets. */
export const JournalEvent = z.discriminatedUnion('type', [
  /** A new incarnation of the service goes on writing. `bootId` tells whether its monotonic clock is the one before. */
  z.object({ type: z.literal('epoch.opened'), epoch: z.number().int(), wallMs: UnixMs, bootId: z.string().max(64).nullable() }),
  /** First in every chunk: with it a chunk can be read without those before it. */
  z.object({ type: z.literal('tracks.held'), tracks: z.array(HeldTrack) }),
  z.object({ type: z.literal('track.declared'), index: Index, track: RecordedTrack }),
  z.object({ type: z.literal('track.paused'), ...OfTrack }),
  z.object({ type: z.literal('track.resumed'), ...OfTrack }),
  z.object({ type: z.literal('track.closed'), ...OfTrack }),
  z.object({ type: z.literal('track.layer'), ...OfTrack, layer: RecordedLayer.nullable() }),
  /** The wall clock against its source, as far as the system tells; `offsetMs` positive when the wall clock is behind it. */
  z.object({
    type: z.literal('clock.sampled'),
    wallMs: UnixMs,
    synchronised: z.boolean().nullable(),
    offsetMs: z.number().nullable(),
    source: z.string().max(64),
  }),
  /** Somebody set the wall clock. Order and durations come from the monotonic clock and do not change. */
  z.object({ type: z.literal('clock.jumped'), byMs: z.number() }),
  z.object({
    type: z.literal('gap.noted'),
    trackId: TrackId.nullable(),
    fromMs: UnixMs,
    toMs: UnixMs.nullable(),
    cause: GapCause,
  }),
  z.object({ type: z.literal('writing.resumed'), stoppedAtMs: UnixMs, droppedPackets: z.number().int().nonnegative(), reason: StopReason }),
  /** Told to write nothing, and to write again: what lies between is missing on purpose. */
  z.object({ type: z.literal('writing.paused'), wallMs: UnixMs }),
  z.object({ type: z.literal('writing.unpaused'), pausedAtMs: UnixMs }),
  /** From the node, by `recorder.event`. */
  z.object({
    type: z.literal('node.noted'),
    name: z.string().max(64),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
  z.object({ type: z.literal('journal.closed'), recordingId: RecordingId, reason: z.string().max(64) }),
]);
export type JournalEvent = z.infer<typeof JournalEvent>;

/** Null for an event that a newer writer made and this reader does not know. */
export function parseJournalEvent(bytes: Buffer): JournalEvent | null {
  try {
    return JournalEvent.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
