import { ThumbnailSheet, type TrackId } from '@guichet/protocol';
import { z } from 'zod';

const Span = z.object({ fromMs: z.number(), untilMs: z.number() });

/** What was made for replaying, as the row keeps it: by track, in ms from the track's own beginning. */
export const MaterialFacts = z.object({
  format: z.literal('guichet.replay-material/1'),
  tracks: z.record(
    z.string(),
    z.object({
      speech: z.array(Span).optional(),
      peaksPerSecond: z.number().int().positive().optional(),
      thumbnails: ThumbnailSheet.optional(),
      /** There is a picture in which nobody can be recognised. */
      blurred: z.boolean().default(false),
    }),
  ),
});
export type MaterialFacts = z.infer<typeof MaterialFacts>;
export type TrackMaterial = MaterialFacts['tracks'][string];

/** Names of the files that are kept of a track. */
export const materialNames = (trackId: TrackId) => ({
  peaks: `${trackId}.peaks`,
  sheet: `${trackId}.jpg`,
  blurredSheet: `${trackId}-blurred.jpg`,
  blurred: `${trackId}-blurred.webm`,
});
