import { type PatternAt, patternDifference } from './pattern.ts';

/** Somebody who is there is looked for again after so long, whether or not anything moved. */
const LOOK_AT_LEAST_EVERY_MS = 10_000;
/** While it is open whether somebody is missing, and while a warning stands, the answer comes soon. */
const LOOK_CLOSELY_EVERY_MS = 900;
/** Mean difference of the patterns (levels) from which a picture may show somebody else, or nobody. */
const OTHER_PICTURE = 9;
/** Whoever sits and talks comes back to where they were: so many pictures tell what that looks like. */
const KNOWN_PICTURES = 24;

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
