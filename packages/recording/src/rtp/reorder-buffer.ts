import type { Unwrapped } from './unwrap.ts';

export interface OrderedPacket extends Unwrapped {
  readonly marker: boolean;
  readonly payload: Buffer;
  readonly arrivedUs: number;
}

/** Enough for a second and a half of a 10 Mbit/s stream; more than that waiting means that the sequence is broken. */
const MAX_WAITING = 2_048;

/** Puts the packets of a stream in order: one that is missing is waited for until `holdUs` have passed. */
export class ReorderBuffer {
  readonly #holdUs: number;
  /** `gap`: packets before this one are lost. */
  readonly #deliver: (packet: OrderedPacket, gap: boolean) => void;
  readonly #waiting = new Map<number, OrderedPacket>();
  #next: number | null = null;
  #segment = 0;

  constructor(holdUs: number, deliver: (packet: OrderedPacket, gap: boolean) => void) {
    this.#holdUs = holdUs;
    this.#deliver = deliver;
  }

  push(packet: OrderedPacket): void {
    if (this.#next !== null && packet.segment !== this.#segment) this.flush();
    if (this.#next === null) {
      this.#segment = packet.segment;
      this.#next = packet.seq;
    }
    if (packet.seq < this.#next) return;
    this.#waiting.set(packet.seq, packet);
    this.#deliverReady(false);
    if (this.#waiting.size > MAX_WAITING) this.#skipGap();
  }

  /** Lets time pass: what has waited too long is delivered without what is missing before it. */
  advance(nowUs: number): void {
    while (this.#waiting.size > 0 && nowUs - this.#oldestArrival() > this.#holdUs) this.#skipGap();
  }

  /** Delivers everything that waits, e.g. at the end. */
  flush(): void {
    while (this.#waiting.size > 0) this.#skipGap();
    this.#next = null;
  }

  #deliverReady(afterGap: boolean): void {
    let gap = afterGap;
    for (;;) {
      const packet = this.#waiting.get(this.#next as number);
      if (!packet) return;
      this.#waiting.delete(packet.seq);
      this.#next = packet.seq + 1;
      this.#deliver(packet, gap);
      gap = false;
    }
  }

  #skipGap(): void {
    this.#next = Math.min(...this.#waiting.keys());
    this.#deliverReady(true);
  }

  #oldestArrival(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const packet of this.#waiting.values()) oldest = Math.min(oldest, packet.arrivedUs);
    return oldest;
  }
}
