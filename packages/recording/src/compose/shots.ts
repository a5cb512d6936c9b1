import { frameAt, frameFrom } from './frame-clock.ts';
import { lastAt, type Leg } from './scan.ts';

/** A stretch of one leg, shown at one size. */
export interface Shot {
  readonly leg: Leg;
  /** Pictures of the composite: from this one, until before that one. */
  readonly from: number;
  readonly until: number;
  /** Decoding begins at this picture of the leg: a key frame at or before what is shown first. */
  readonly decodeFromMs: number;
  /** So many pictures of the composite are decoded before the first that is shown. */
  readonly skip: number;
}

/** A pause that is not worth decoding through: a still picture repeated costs as much as a moving one. */
const WORTH_STOPPING_MS = 4_000;

interface Wanted {
  readonly legs: readonly Leg[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * What has to be decoded to show a camera or a screen from one moment to another. Where two legs of it overlap (a page that was loaded again),
 * the later one wins from its first picture on.
 */
export function planShots({ legs, fromMs, untilMs }: Wanted): Shot[] {
  const inOrder = legs.filter(({ framesMs }) => framesMs.length > 0).toSorted((a, b) => a.firstMs - b.firstMs);
  return inOrder.flatMap((leg, at) => {
    const next = inOrder[at + 1]?.firstMs ?? Number.POSITIVE_INFINITY;
    // A picture stands until the next is due; how long one that is the last may stand is told by the holes.
    const endMs = Math.min(untilMs, next, leg.lastMs + 1_000);
    return stretches(leg, Math.max(fromMs, leg.firstMs), endMs).flatMap((stretch) => shotOf(leg, stretch));
  });
}

interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Between long pauses, where decoding can begin anew behind them. */
function stretches({ framesMs, keysMs }: Leg, fromMs: number, untilMs: number): Stretch[] {
  if (untilMs <= fromMs) return [];
  const found: Stretch[] = [];
  let beganMs = fromMs;
  for (let at = Math.max(0, lastAt(framesMs, fromMs)); at + 1 < framesMs.length; at++) {
    const shownMs = framesMs[at] ?? 0;
    const nextMs = framesMs[at + 1] ?? 0;
    if (shownMs >= untilMs) break;
    if (nextMs - shownMs < WORTH_STOPPING_MS || keysMs[lastAt(keysMs, nextMs)] !== nextMs) continue;
    if (shownMs + 1_000 > beganMs) found.push({ fromMs: beganMs, untilMs: Math.min(untilMs, shownMs + 1_000) });
    beganMs = Math.max(fromMs, nextMs);
  }
  if (beganMs < untilMs) found.push({ fromMs: beganMs, untilMs });
  return found;
}

function shotOf(leg: Leg, { fromMs, untilMs }: Stretch): Shot[] {
  const from = frameFrom(fromMs);
  const until = frameFrom(untilMs);
  const key = leg.keysMs[lastAt(leg.keysMs, fromMs)] ?? leg.firstMs;
  if (until <= from) return [];
  return [{ leg, from, until, decodeFromMs: key, skip: Math.max(0, from - frameAt(key)) }];
}
