import type { CheckEngine } from '@guichet/protocol';
import { LookFact, ObservationFact, SoundFact } from '@guichet/rules';
import { z } from 'zod';

const Ms = z.number().int().nonnegative();

/** How much of each half second somebody spoke, so that lines can be held against it; in ms from the recording's start. */
const SpeechWindow = z.object({ atMs: Ms, speechMs: Ms });
export type SpeechWindow = z.infer<typeof SpeechWindow>;

/** What was seen or heard of one track. It holds measures alone: no picture, no sound, no face. */
export const TrackLook = z.object({
  trackId: z.string().max(64),
  looks: z.array(LookFact),
  observations: z.array(ObservationFact),
  sound: SoundFact.nullable(),
  speech: z.array(SpeechWindow),
});
export type TrackLook = z.infer<typeof TrackLook>;

/** Measures of our own. A change that measures otherwise is another version. */
export const MEASURES: CheckEngine = { name: 'guichet-measures', version: '1' };
