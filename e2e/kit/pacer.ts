const slotCount = 20;
const slotMs = 1;
/** After a longer stall (a debugger, a suspended machine) time goes on from now: nobody bursts minutes of media. */
const longestCatchUpMs = 500;

/** Called about every 20 ms with the time since it was added. */
export type Paced = (elapsedMs: number) => void;

/**
 * One clock for all load peers: each is called every 20 ms, and they are spread over twenty slots of 1 ms,
 * because all packets of a hundred peers in one burst would measure socket buffers, not the server.
 */
export class Pacer {
  readonly #slots: Map<Paced, number>[] = Array.from({ length: slotCount }, () => new Map());
  #timer: NodeJS.Timeout | undefined;
  #nextSlot = 0;
  #nextSlotAtMs = 0;

  /** @returns what removes it again. */
  add(paced: Paced): () => void {
    const slot = this.#slots.reduce((least, candidate) => (candidate.size < least.size ? candidate : least));
    slot.set(paced, performance.now());
    this.#start();
    return () => {
      slot.delete(paced);
      if (this.#slots.every((each) => each.size === 0)) this.#stop();
    };
  }

  #start(): void {
    if (this.#timer) return;
    this.#nextSlotAtMs = performance.now();
    this.#timer = setInterval(() => this.#run(), slotMs);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    const now = performance.now();
    if (now - this.#nextSlotAtMs > longestCatchUpMs) this.#nextSlotAtMs = now - longestCatchUpMs;
    while (this.#nextSlotAtMs <= now) {
      const slot = this.#slots[this.#nextSlot];
      for (const [paced, addedAtMs] of slot ?? []) paced(now - addedAtMs);
      this.#nextSlot = (this.#nextSlot + 1) % slotCount;
      this.#nextSlotAtMs += slotMs;
    }
  }
}
