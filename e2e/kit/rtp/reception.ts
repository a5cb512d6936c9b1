import { readRtpHeader } from '@guichet/rtc-peer';

/** What arrived of one stream, and what should have (RFC 3550 appendix A.3, without probation). */
export class Reception {
  packetCount = 0;
  byteCount = 0;
  /** `performance.now()` of the first packet. */
  firstPacketAtMs: number | undefined;
  lastPacketAtMs: number | undefined;
  /** The longest time between two packets. */
  longestGapMs = 0;
  #firstSequence: number | undefined;
  /** Highest sequence number with its wrap-arounds counted in. */
  #highest = 0;
  #duplicates = 0;
  readonly #recent = new Set<number>();

  /** @returns whether the packet was one of RTP. */
  onPacket(packet: Buffer, nowMs = performance.now()): boolean {
    const header = readRtpHeader(packet);
    if (!header) return false;
    const extended = this.#extend(header.sequenceNumber);
    if (this.#recent.has(extended)) {
      this.#duplicates++;
      return true;
    }
    this.#remember(extended);
    this.packetCount++;
    this.byteCount += packet.length;
    this.firstPacketAtMs ??= nowMs;
    if (this.lastPacketAtMs !== undefined) this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.lastPacketAtMs);
    this.lastPacketAtMs = nowMs;
    return true;
  }

  get duplicateCount(): number {
    return this.#duplicates;
  }

  /** Packets the sender numbered between the first and the last that arrived. */
  get expectedCount(): number {
    return this.#firstSequence === undefined ? 0 : this.#highest - this.#firstSequence + 1;
  }

  get lostCount(): number {
    return Math.max(0, this.expectedCount - this.packetCount);
  }

  #extend(sequenceNumber: number): number {
    if (this.#firstSequence === undefined) {
      this.#firstSequence = sequenceNumber;
      this.#highest = sequenceNumber;
      return sequenceNumber;
    }
    // The nearest number with these lowest 16 bits: a late packet counts backwards, a wrap forwards.
    const difference = ((sequenceNumber - this.#highest + 0x8000) & 0xffff) - 0x8000;
    const extended = this.#highest + difference;
    this.#highest = Math.max(this.#highest, extended);
    return extended;
  }

  #remember(extended: number): void {
    this.#recent.add(extended);
    // Large enough for any reordering or retransmission; bounded, because load tests run for hours.
    this.#recent.delete(extended - 4_096);
  }
}
