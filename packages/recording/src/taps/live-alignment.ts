const MAX_SAMPLES = 31;
/** Below this a correction would only make the timestamps tremble. */
const STEP_US = 20_000;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * Places a running stream's RTP time on the recorder's clock, by the median of the latest sender reports, of arrivals before the first
 * report. The finished journal knows better (it has seen all of them); this is within some ten milliseconds of it.
 */
export class LiveAlignment {
  readonly #clockRate: number;
  readonly #reports: number[] = [];
  readonly #arrivals: number[] = [];
  #offsetUs: number | null = null;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  report(ticks: number, arrivedUs: number): void {
    this.#add(this.#reports, ticks, arrivedUs);
  }

  packet(ticks: number, arrivedUs: number): void {
    if (this.#reports.length === 0) this.#add(this.#arrivals, ticks, arrivedUs);
  }

  toUs(ticks: number): number {
    const samples = this.#reports.length > 0 ? this.#reports : this.#arrivals;
    const offsetUs = median(samples);
    if (this.#offsetUs === null || Math.abs(offsetUs - this.#offsetUs) > STEP_US) this.#offsetUs = offsetUs;
    return this.#ticksToUs(ticks) + this.#offsetUs;
  }

  #add(samples: number[], ticks: number, arrivedUs: number): void {
    samples.push(arrivedUs - this.#ticksToUs(ticks));
    if (samples.length > MAX_SAMPLES) samples.shift();
  }

  #ticksToUs(ticks: number): number {
    return (ticks / this.#clockRate) * 1e6;
  }
}
