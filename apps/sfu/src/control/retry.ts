/** Tries something again later: each time after twice as long, up to a limit, until it is told that all is well. */
export class Retry {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#nextMs = firstMs;
  }

  /** Does nothing when an attempt is scheduled already. */
  later(attempt: () => void): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      attempt();
    }, this.#nextMs);
    this.#nextMs = Math.min(this.#longestMs, this.#nextMs * 2);
  }

  reset(): void {
    this.cancel();
    this.#nextMs = this.#firstMs;
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
