/** Waits between tries: doubling from `firstMs` to `longestMs`, each shortened by up to half at random so that a crowd doesn't return as one. */
export class BackOff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #random: () => number;
  #tries = 0;

  constructor({ firstMs = 250, longestMs = 5_000, random = Math.random }: { firstMs?: number; longestMs?: number; random?: () => number } = {}) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#random = random;
  }

  nextMs(): number {
    const fullMs = Math.min(this.#longestMs, this.#firstMs * 2 ** this.#tries++);
    return fullMs * (1 - this.#random() / 2);
  }

  reset(): void {
    this.#tries = 0;
  }
}
