interface Timed {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Finds what stands at a moment, asked for moment after moment: the one that began last. Holds nothing but its place. */
export class Timeline<Entry extends Timed> {
  readonly #entries: readonly Entry[];
  #begun = 0;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries.toSorted((a, b) => a.fromMs - b.fromMs);
  }

  /** `ms` never goes back. */
  at(ms: number): Entry | null {
    while ((this.#entries[this.#begun]?.fromMs ?? Number.POSITIVE_INFINITY) <= ms) this.#begun += 1;
    // Of those that have begun few are still open; a look at the last ones finds it.
    for (let at = this.#begun - 1; at >= Math.max(0, this.#begun - 8); at--) {
      const entry = this.#entries[at];
      if (entry !== undefined && ms < entry.untilMs) return entry;
    }
    return null;
  }
}
