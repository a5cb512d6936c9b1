/** A jump of the sequence by more than this, either way, is no loss: the sender began anew. */
const MAX_SEQ_JUMP = 3_000;
/** RTP time and arrival drifting apart by more than this between two packets: the sender's clock began anew. */
const MAX_CLOCK_STEP_S = 5;

export interface Unwrapped {
  /** Sequence number without wrap-around; comparable within a segment. */
  readonly seq: number;
  /** RTP time without wrap-around, in ticks. */
  readonly ticks: number;
  /** Counts the times the stream began anew under the same SSRC. */
  readonly segment: number;
}

const signed16 = (value: number): number => (value << 16) >> 16;

/** Undoes the wrap-around of RTP's 16-bit sequence numbers and 32-bit timestamps; packets may come out of order. */
export class RtpUnwrapper {
  readonly #clockRate: number;
  #seq: number | null = null;
  #ticks = 0;
  #arrivedUs = 0;
  #segment = 0;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  push(seq: number, timestamp: number, arrivedUs: number): Unwrapped {
    if (this.#seq === null) return this.#begin(seq, timestamp, arrivedUs);
    const seqStep = signed16(seq - (this.#seq & 0xffff));
    const tickStep = (timestamp - this.#ticks) | 0;
    const clockStepS = tickStep / this.#clockRate - (arrivedUs - this.#arrivedUs) / 1e6;
    if (Math.abs(seqStep) > MAX_SEQ_JUMP || (seqStep > 0 && Math.abs(clockStepS) > MAX_CLOCK_STEP_S)) {
      this.#segment += 1;
      return this.#begin(seq, timestamp, arrivedUs);
    }
    const unwrapped = { seq: this.#seq + seqStep, ticks: this.#ticks + tickStep, segment: this.#segment };
    if (seqStep > 0) {
      this.#seq = unwrapped.seq;
      this.#ticks = unwrapped.ticks;
      this.#arrivedUs = arrivedUs;
    }
    return unwrapped;
  }

  /** The same for a timestamp alone, as sender reports carry it; null before the first packet. */
  ticksOf(timestamp: number): { readonly ticks: number; readonly segment: number } | null {
    if (this.#seq === null) return null;
    return { ticks: this.#ticks + ((timestamp - this.#ticks) | 0), segment: this.#segment };
  }

  #begin(seq: number, timestamp: number, arrivedUs: number): Unwrapped {
    // Far above 0, so that a packet that should have come first doesn't go below.
    this.#seq = seq + 0x1_0000;
    this.#ticks = timestamp + 2 ** 32;
    this.#arrivedUs = arrivedUs;
    return { seq: this.#seq, ticks: this.#ticks, segment: this.#segment };
  }
}
