import type { Clock } from '../database/clock.ts';

const MAX_KEYS = 10_000;

/** Tells a first time from one that follows it soon. Forgets with the process: then it is a first time again. */
export class SeenLately {
  readonly #forMs: number;
  readonly #clock: Clock;
  readonly #firstAt = new Map<string, number>();

  constructor(forMs: number, clock: Clock) {
    this.#forMs = forMs;
    this.#clock = clock;
  }

  /** False the first time, and again once the time is over. */
  again(key: string): boolean {
    const now = this.#clock();
    const firstAt = this.#firstAt.get(key);
    if (firstAt !== undefined && now - firstAt < this.#forMs) return true;
    this.#firstAt.delete(key);
    this.#firstAt.set(key, now);
    const [oldest] = this.#firstAt.keys();
    if (this.#firstAt.size > MAX_KEYS && oldest !== undefined) this.#firstAt.delete(oldest);
    return false;
  }
}
