import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** Why there is no position yet: the browser's own reasons (W3C Geolocation, GeolocationPositionError), and a measurement that is not exact enough. */
export const LocationProblem = z.enum(['denied', 'unavailable', 'timeout', 'unsupported', 'too_coarse']);
export type LocationProblem = z.infer<typeof LocationProblem>;

/** What the question for a position shows to both sides. */
export const LocationView = z.object({
  textVersion: z.string(),
  body: z.array(LocalText),
  withoutIt: LocalText.nullable(),
  agreed: z.boolean(),
  problem: LocationProblem.nullable(),
  attemptsLeft: z.number(),
  maxAccuracyM: z.number(),
  /** So many are sent of each co-ordinate. */
  decimals: z.number(),
});
export type LocationView = z.infer<typeof LocationView>;
