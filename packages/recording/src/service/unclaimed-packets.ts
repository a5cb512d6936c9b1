const MAX_PACKETS = 1_024;
const MAX_BYTES = 1024 * 1024;
const MAX_AGE_US = 2_000_000;

interface Unclaimed {
  readonly ssrc: number;
  readonly bytes: Buffer;
  readonly arrivedUs: number;
}

/** Packets of streams that are not declared yet, for 2 s at most and within bounds: media may be faster than the word about it. */
export class UnclaimedPackets {
  #packets: Unclaimed[] = [];
  #bytes = 0;
  #lost = 0;

  /** Packets that nobody claimed in time. */
  get lost(): number {
    return this.#lost;
  }

  add(ssrc: number, bytes: Buffer, arrivedUs: number): void {
    this.expire(arrivedUs);
    if (this.#packets.length >= MAX_PACKETS || this.#bytes + bytes.length > MAX_BYTES) {
      this.#lost += 1;
      return;
    }
    // A copy: a view would keep the whole datagram that it came in.
    this.#packets.push({ ssrc, bytes: Buffer.from(bytes), arrivedUs });
    this.#bytes += bytes.length;
  }

  /** Takes out what has come of a stream. */
  claim(ssrc: number): readonly Unclaimed[] {
    const claimed = this.#packets.filter((packet) => packet.ssrc === ssrc);
    if (claimed.length > 0) this.#keep(this.#packets.filter((packet) => packet.ssrc !== ssrc));
    return claimed;
  }

  expire(nowUs: number): void {
    const oldest = this.#packets[0];
    if (!oldest || nowUs - oldest.arrivedUs <= MAX_AGE_US) return;
    const fresh = this.#packets.filter((packet) => nowUs - packet.arrivedUs <= MAX_AGE_US);
    this.#lost += this.#packets.length - fresh.length;
    this.#keep(fresh);
  }

  #keep(packets: Unclaimed[]): void {
    this.#packets = packets;
    this.#bytes = packets.reduce((sum, packet) => sum + packet.bytes.length, 0);
  }
}
