import { type Rate, RateLimiter } from '@guichet/protocol';

const FORGET_AFTER_MS = 60_000;

/**
 * How fast one address may open sockets. A flood from one client is refused within the first second; a branch office behind one address
 * comes back after an outage within a few.
 */
export class ConnectLimiter {
  readonly #rate: Rate;
  readonly #addresses = new Map<string, { readonly limiter: RateLimiter; lastMs: number }>();
  #sweptMs = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** @param nowMs monotonic milliseconds */
  allows(address: string, nowMs: number): boolean {
    this.#sweep(nowMs);
    const known = this.#addresses.get(address) ?? { limiter: new RateLimiter(), lastMs: nowMs };
    known.lastMs = nowMs;
    this.#addresses.set(address, known);
    return known.limiter.take('connect', this.#rate, nowMs) === 0;
  }

  #sweep(nowMs: number): void {
    if (nowMs - this.#sweptMs < FORGET_AFTER_MS) return;
    this.#sweptMs = nowMs;
    for (const [address, { lastMs }] of this.#addresses) {
      if (nowMs - lastMs > FORGET_AFTER_MS) this.#addresses.delete(address);
    }
  }
}
