import type { MediaKind } from '@guichet/protocol';

/** What to do with one media element so that it stands where the common clock is. */
export type Correction =
  | { kind: 'seek'; toS: number }
  /** Catch up or fall back unnoticed. */
  | { kind: 'rate'; rate: number };

/** Beyond this a change of rate would take too long: the element is put where it belongs. */
const SEEK_BEYOND_S = 0.25;
/**
 * Elements that are this close to the clock are left alone. The clock runs with the slowest voice, so that any two are then within 40 ms of one
 * another: under the 45 ms by which sound may lead a picture unnoticed (ITU-R BT.1359). Voices are left alone longer: a change of their rate is
 * heard, and makes their elements' own clocks coarse.
 */
const ALIGNED_WITHIN_S = { audio: 0.025, video: 0.008 } as const;
/** At most this share faster or slower: so that voices keep their sound, and a picture moves as people do. */
const MOST_BEND = { audio: 0.08, video: 0.25 } as const;
/** Drift is to be gone after about this long. What a picture is told it does at once, a voice a moment later: hurried, it would swing. */
const SETTLE_S = { audio: 0.6, video: 0.25 } as const;

/** A running element: `atS` is where it stands, `shouldS` where it should. Speeds up or slows down in proportion to what is missing. */
export function correctionOf(kind: MediaKind, atS: number, shouldS: number, speed: number): Correction {
  const driftS = atS - shouldS;
  // At high speed an element covers more between two looks; what counts is how far off it is in viewing time.
  if (Math.abs(driftS) > SEEK_BEYOND_S * Math.max(1, speed)) return { kind: 'seek', toS: shouldS };
  if (Math.abs(driftS) <= ALIGNED_WITHIN_S[kind]) return { kind: 'rate', rate: speed };
  // In slow motion the same share would take twice as long to catch up as at the speed of life.
  const most = MOST_BEND[kind] / Math.min(1, speed);
  const bend = Math.min(most, Math.max(-most, -driftS / SETTLE_S[kind] / speed));
  return { kind: 'rate', rate: speed * (1 + bend) };
}
