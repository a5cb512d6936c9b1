/** Often enough for a bar that moves, seldom enough for a table that many watch. */
const EVERY_MS = 500;

export interface Throttled {
  readonly note: (ratio: number) => void;
  /** The last note that was passed on is done. */
  readonly settled: () => Promise<void>;
}

/** Passes a ratio on now and then, one at a time; what cannot be noted is no reason to stop. */
export function throttled(note: (ratio: number) => Promise<void>): Throttled {
  let lastAtMs = -Infinity;
  let underWay: Promise<void> = Promise.resolve();
  let busy = false;
  return {
    note: (ratio) => {
      const nowMs = performance.now();
      if (busy || nowMs - lastAtMs < EVERY_MS) return;
      lastAtMs = nowMs;
      busy = true;
      underWay = note(Math.min(1, Math.max(0, ratio)))
        .catch(() => undefined)
        .finally(() => (busy = false));
    },
    settled: () => underWay,
  };
}
