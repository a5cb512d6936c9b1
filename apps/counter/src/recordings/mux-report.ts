import { MediaKind, ParticipantId, RecordingTrouble, TrackId, TrackSource } from '@guichet/protocol';
import { z } from 'zod';

const Ms = z.number().int();

/** What the muxer made of a journal, as the row keeps it. All times but `originMs` are milliseconds from the recording's beginning. */
export const MuxReport = z.object({
  format: z.literal('guichet.mux-report/1'),
  /** Wall clock (Unix ms, the recorder's) at which the recording's own clock begins. */
  originMs: Ms,
  durationMs: Ms.nonnegative(),
  tracks: z.array(
    z.object({
      trackId: TrackId,
      participantId: ParticipantId,
      kind: MediaKind,
      source: TrackSource,
      fromMs: Ms.nonnegative(),
      toMs: Ms.nonnegative(),
      /** Name of the file with this track alone, and its media type; null when nothing of it can be played. */
      file: z.object({ name: z.string().regex(/^[A-Za-z0-9_]+\.[a-z0-9]+$/), mediaType: z.string().max(100) }).nullable(),
    }),
  ),
  gaps: z.array(z.object({ trackId: TrackId.nullable(), fromMs: Ms, toMs: Ms, trouble: RecordingTrouble })),
  /** How many places of the journal were damaged, by kind. */
  damage: z.record(z.string().max(64), z.number().int().positive()),
});
export type MuxReport = z.infer<typeof MuxReport>;

export const MKV_NAME = 'recording.mkv';
export const MP4_NAME = 'recording.mp4';
