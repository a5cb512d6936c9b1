/** How often a request may be sent by one sender: `burst` at once, then `perSecond` (fractions allowed). */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket per name. Time is an argument (monotonic milliseconds), so that it can be tested and replayed. */
export class RateLimiter {
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  /** Takes one token; returns 0 when there was one, else the milliseconds until there will be. */
  take(name: string, rate: Rate, nowMs: number): number {
    const bucket = this.#buckets.get(name) ?? { tokens: rate.burst, atMs: nowMs };
    const refilled = bucket.tokens + ((nowMs - bucket.atMs) / 1000) * rate.perSecond;
    const tokens = Math.min(rate.burst, refilled);
    const taken = tokens >= 1;
    this.#buckets.set(name, { tokens: taken ? tokens - 1 : tokens, atMs: nowMs });
    return taken ? 0 : Math.ceil(((1 - tokens) / rate.perSecond) * 1000);
  }
}
