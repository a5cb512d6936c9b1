/** Samples gather in windows of this length; the median of each counts, so that no burst of outliers does. */
const WINDOW_US = 30_000_000;
/** With fewer windows than this a drift can't be told from noise. */
const MIN_WINDOWS_FOR_DRIFT = 4;
/** Crystals are off by less; more is noise. */
const MAX_DRIFT = 500e-6;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};

class WindowedSamples {
  readonly #windows: { readonly atUs: number; readonly offsetUs: number }[] = [];
  #gathering: number[] = [];
  #windowFromUs = 0;
  #windowToUs = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(atUs: number, offsetUs: number): void {
    if (this.#gathering.length > 0 && atUs - this.#windowFromUs > WINDOW_US) this.#close();
    if (this.#gathering.length === 0) this.#windowFromUs = atUs;
    this.#windowToUs = atUs;
    this.#gathering.push(offsetUs);
    this.#count += 1;
  }

  /** Offset and its change per microsecond: the median, and over long spans Theil–Sen's line through the windows' medians. */
  fit(): { readonly aroundUs: number; readonly offsetUs: number; readonly drift: number } {
    if (this.#gathering.length > 0) this.#close();
    const windows = this.#windows;
    const aroundUs = median(windows.map((window) => window.atUs));
    if (windows.length < MIN_WINDOWS_FOR_DRIFT) return { aroundUs, offsetUs: median(windows.map((window) => window.offsetUs)), drift: 0 };

    const step = Math.ceil(windows.length / 200);
    const thinned = windows.filter((_, i) => i % step === 0);
    const slopes = thinned.flatMap((a, i) => thinned.slice(i + 1).map((b) => (b.offsetUs - a.offsetUs) / (b.atUs - a.atUs)));
    const drift = Math.max(-MAX_DRIFT, Math.min(MAX_DRIFT, median(slopes)));
    const offsetUs = median(windows.map((window) => window.offsetUs - drift * (window.atUs - aroundUs)));
    return { aroundUs, offsetUs, drift };
  }

  #close(): void {
    this.#windows.push({ atUs: (this.#windowFromUs + this.#windowToUs) / 2, offsetUs: median(this.#gathering) });
    this.#gathering = [];
  }
}

export const AlignedBy = { senderReports: 'sender_reports', arrival: 'arrival' } as const;
export type AlignedBy = (typeof AlignedBy)[keyof typeof AlignedBy];

/** Places RTP time on the journal's time axis. */
export interface LegTiming {
  readonly alignedBy: AlignedBy;
  /** How far the sender's clock runs from the recorder's; 0 where the span is too short to tell. */
  readonly driftPpm: number;
  toUs(ticks: number): number;
}

/**
 * Learns where a stream's RTP time stands against the recorder's arrival clock. A sender report says which RTP time it is at the moment it
 * is sent, and it arrives over the loopback, so each gives one offset; the median of them counts (at 30 % loss single ones were 360 ms
 * off). Without a single report the packets' own arrivals have to do.
 */
export class LegTimingEstimator {
  readonly #clockRate: number;
  readonly #reports = new WindowedSamples();
  readonly #arrivals = new WindowedSamples();
  #packets = 0;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  report(ticks: number, arrivedUs: number): void {
    this.#reports.add(arrivedUs, arrivedUs - this.#ticksToUs(ticks));
  }

  packet(ticks: number, arrivedUs: number): void {
    // A few per second are plenty for a median, and keep the memory small over hours.
    if (this.#packets++ % 16 === 0) this.#arrivals.add(arrivedUs, arrivedUs - this.#ticksToUs(ticks));
  }

  timing(): LegTiming {
    const byReports = this.#reports.count > 0;
    const { aroundUs, offsetUs, drift } = (byReports ? this.#reports : this.#arrivals).fit();
    return {
      alignedBy: byReports ? AlignedBy.senderReports : AlignedBy.arrival,
      driftPpm: drift * 1e6,
      toUs: (ticks) => {
        const plainUs = this.#ticksToUs(ticks) + offsetUs;
        return plainUs + drift * (plainUs - aroundUs);
      },
    };
  }

  #ticksToUs(ticks: number): number {
    return (ticks / this.#clockRate) * 1e6;
  }
}
