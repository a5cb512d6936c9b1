/** Whoever has asked for something gets the rest of his answers without waiting. */
const ALERT_MS = 250;

/**
 * Lets packets gather. Left to itself the event loop wakes for nearly every packet, and each turn costs as much as the packet does; so
 * after a turn that brought packets the thread sleeps for some milliseconds and the next turn finds a handful of them waiting in the
 * kernel. Their arrival is stamped late by at most that time, for all tracks of a recording alike. While requests come in nothing sleeps.
 */
export class Lull {
  readonly #gatherMs: number;
  readonly #cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #planned = false;
  #alertUntilMs = 0;

  constructor(gatherMs: number) {
    this.#gatherMs = gatherMs;
  }

  readonly packetCame = (): void => {
    if (this.#planned || this.#gatherMs === 0) return;
    this.#planned = true;
    // Behind everything that this turn of the loop has to do.
    setImmediate(this.#sleep);
  };

  requestCame(): void {
    this.#alertUntilMs = performance.now() + ALERT_MS;
  }

  readonly #sleep = (): void => {
    this.#planned = false;
    if (performance.now() < this.#alertUntilMs) return;
    Atomics.wait(this.#cell, 0, 0, this.#gatherMs);
  };
}
