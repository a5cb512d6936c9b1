/** Somebody who is there is looked for again after so long, whether or not anything moved. */
const LOOK_AT_LEAST_EVERY_MS = 10_000;
/** While it is open whether somebody is missing, and while a warning stands, the answer comes soon. */
const LOOK_CLOSELY_EVERY_MS = 900;
/** Mean difference of the patterns (levels) from which a picture may show somebody else, or nobody. */
const OTHER_PICTURE = 9;
/** Whoever sits and talks comes back to where they were: so many pictures tell what that looks like. */
const KNOWN_PICTURES = 24;

/** A picture by its pattern (`PictureMeasure.pattern`), and when it was. */
export interface PatternAt {
  readonly pattern: string;
  readonly atMs: number;
}

/**
 * When faces should be looked for on a track: finding one costs more than everything else that is measured, and most pictures show what one did on which all was
 * as it should be.
 */
export class FaceLooks {
  #last: { readonly atMs: number; readonly closely: boolean } | null = null;
  #known: readonly string[] = [];

  isDue({ pattern, atMs }: PatternAt): boolean {
    if (this.#last === null) return true;
    const sinceMs = atMs - this.#last.atMs;
    if (sinceMs >= LOOK_AT_LEAST_EVERY_MS) return true;
    if (sinceMs < LOOK_CLOSELY_EVERY_MS) return false;
    return this.#last.closely || this.#known.every((known) => patternDifference(known, pattern) >= OTHER_PICTURE);
  }

  /** @param closely something to warn of was found, or a warning stands */
  looked({ pattern, atMs }: PatternAt, closely: boolean): void {
    this.#last = { atMs, closely };
    if (!closely) this.#known = [pattern, ...this.#known].slice(0, KNOWN_PICTURES);
  }
}

/** Whose face it is costs more to say than whether there is one, and whoever sits there stays who they are while the picture stays what it was. */
const COMPARE_AT_LEAST_EVERY_MS = 20_000;
/** After something that leaves it open: nobody was there, or it seemed to be somebody else. */
const COMPARE_AGAIN_AFTER_MS = 1_000;
/** The last time that a face was compared on a track. */
export interface FaceCompared extends PatternAt {
  /** Somebody may have been swapped since: nobody was there for a while, or the answer left doubts. */
  readonly closely: boolean;
}

/** Levels by which the patterns of a picture and one of somebody else in that place, or in another one, differ; a head that turns away makes up for 14. */
const OTHER_SCENE = 20;

/**
 * How many pictures of whoever is on a track's newest one should be held against the one that was identified: none for now, one at leisure, two of different
 * moments where it may be somebody else.
 */
export function picturesToCompare(last: FaceCompared | null, newest: PatternAt): 0 | 1 | 2 {
  if (last === null) return 1;
  const sinceMs = newest.atMs - last.atMs;
  if (sinceMs < COMPARE_AGAIN_AFTER_MS) return 0;
  if (last.closely || patternDifference(last.pattern, newest.pattern) >= OTHER_SCENE) return 2;
  return sinceMs >= COMPARE_AT_LEAST_EVERY_MS ? 1 : 0;
}

/** Mean difference of two patterns, in levels. */
function patternDifference(one: string, other: string): number {
  const [before, after] = [atob(one), atob(other)];
  let sum = 0;
  for (let at = 0; at < before.length; at += 1) sum += Math.abs(before.charCodeAt(at) - (after.charCodeAt(at) || 0));
  return sum / Math.max(1, before.length);
}
