import type { Place } from './control-flow.ts';
import type { Standing } from './monitor.ts';
import { noTrail, type Trail } from './trail.ts';

/**
 * What one can go back to: the step `behind`, and from there whatever one could go back to when that was entered. Of all runs that left
 * the step in one way what happens until somebody goes back is the same, so it is looked at once, as a call of a procedure is, and what
 * comes of it is for all of them: so none of them comes back to where another one came from, however often they go back.
 */
export interface Past {
  /** Null where there is nothing to go back to. */
  readonly behind: Place | null;
  /** A shortest way to where it begins. */
  readonly base: Trail;
  readonly index: number;
  /** Runs that came this way. */
  readonly callers: Caller[];
  readonly returns: Return[];
}

/** How the step was entered. */
export interface Caller {
  readonly past: Past;
  readonly visited: number;
  readonly trail: Trail;
}

/** Somebody goes back, with this standing, after this way. */
export interface Return {
  readonly standing: Standing;
  readonly trail: Trail;
}

export class Pasts {
  readonly none: Past = { behind: null, base: noTrail, index: 0, callers: [], returns: [] };
  readonly #known = new Map<string, Past>();

  /** The one of those who left a step by this port; `base` is the way there. */
  behind(
    step: Place,
    port: string,
    { standing, visited }: { readonly standing: Standing; readonly visited: number },
    base: Trail,
  ): { readonly found: Past; readonly isNew: boolean } {
    const key = `${step.index} ${standing} ${visited} ${port}`;
    const known = this.#known.get(key);
    if (known !== undefined) return { found: known, isNew: false };
    const found: Past = { behind: step, base, index: this.#known.size + 1, callers: [], returns: [] };
    this.#known.set(key, found);
    return { found, isNew: true };
  }
}
