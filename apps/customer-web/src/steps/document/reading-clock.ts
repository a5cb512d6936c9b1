export interface ReadingReport {
  readonly page: number;
  readonly dwellMs: number;
  readonly reachedEnd: boolean;
}

/**
 * How long each page was before the reader's eyes and whether its foot was: time counts only while a page is really shown. Reports hold what
 * came since the last one, so that they can be added up; one that was not taken is put back.
 */
export class ReadingClock {
  readonly #dwellMs = new Map<number, number>();
  readonly #ends = new Set<number>();
  readonly #reportedEnds = new Set<number>();
  #shown: { readonly page: number; readonly sinceMs: number } | null = null;

  /** A page came before the eyes, or nothing any more (null). */
  show(page: number | null, nowMs: number): void {
    this.#count(nowMs);
    this.#shown = page === null ? null : { page, sinceMs: nowMs };
  }

  reachEnd(page: number): void {
    this.#ends.add(page);
  }

  /** What is new since the last report; a page of which nothing is new is left out. */
  take(nowMs: number): ReadingReport[] {
    this.#count(nowMs);
    const pages = new Set([...this.#dwellMs.keys(), ...[...this.#ends].filter((page) => !this.#reportedEnds.has(page))]);
    const reports = [...pages].map((page) => ({
      page,
      dwellMs: Math.floor(this.#dwellMs.get(page) ?? 0),
      reachedEnd: this.#ends.has(page),
    }));
    this.#dwellMs.clear();
    for (const { page, reachedEnd } of reports) if (reachedEnd) this.#reportedEnds.add(page);
    return reports;
  }

  putBack({ page, dwellMs }: ReadingReport): void {
    this.#dwellMs.set(page, (this.#dwellMs.get(page) ?? 0) + dwellMs);
    this.#reportedEnds.delete(page);
  }

  #count(nowMs: number): void {
    if (this.#shown === null) return;
    const { page, sinceMs } = this.#shown;
    const spentMs = Math.max(0, nowMs - sinceMs);
    if (spentMs > 0) this.#dwellMs.set(page, (this.#dwellMs.get(page) ?? 0) + spentMs);
    this.#shown = { page, sinceMs: nowMs };
  }
}
