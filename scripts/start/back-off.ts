/** A process that lived this long was no failed start: the next restart is immediate again. */
const HEALTHY_AFTER_MS = 10_000;
const FREE_RESTARTS = 3;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/**
 * How long to wait before a process is started again: not at all for the first few deaths, then longer each time
 * that it dies soon after its start. Time is an argument.
 */
export class BackOff {
  #deathsInARow = 0;

  /** @param aliveMs how long the process had lived @returns milliseconds to wait */
  afterDeath(aliveMs: number): number {
    this.#deathsInARow = aliveMs >= HEALTHY_AFTER_MS ? 1 : this.#deathsInARow + 1;
    const excess = this.#deathsInARow - FREE_RESTARTS;
    return excess <= 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (excess - 1));
  }
}
