/** Samples older than this no longer count, so that a clock that jumped is forgotten. */
const WINDOW_MS = 60_000;

/**
 * Tells the server's time on a machine whose own clock may be wrong. Everything stamped by the server arrived after it was stamped, so
 * `stamp − arrival` is never more than the true offset: the largest of the last minute is the best estimate (it errs by the shortest
 * delay seen, and always to the side of "a little younger than it is").
 */
export class ServerClock {
  readonly #monotonic: () => number;
  #samples: { atMs: number; offsetMs: number }[] = [];

  /** `monotonic`: milliseconds that no clock change moves; by default `performance.now()`. */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** Something stamped by the server at `stampMs` (Unix milliseconds) has arrived now. */
  observe(stampMs: number | null | undefined): void {
    if (stampMs === null || stampMs === undefined || Number.isNaN(stampMs)) return;
    const atMs = this.#monotonic();
    const recent = this.#samples.filter((sample) => atMs - sample.atMs <= WINDOW_MS);
    const offsetMs = stampMs - atMs;
    // An older sample with a smaller offset can never be the largest again.
    this.#samples = [...recent.filter((sample) => sample.offsetMs > offsetMs), { atMs, offsetMs }];
  }

  /** Now, in the server's Unix milliseconds; the device's own clock until anything was observed. */
  nowMs(): number {
    const best = this.#samples[0];
    return best === undefined ? Date.now() : this.#monotonic() + best.offsetMs;
  }
}
