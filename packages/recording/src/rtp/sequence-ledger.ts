/** So far behind the newest packet, a missing one is given up. */
const GIVE_UP_AFTER = 4_096;

/** Counts what of a stream arrived, came twice, or is missing, by unwrapped sequence numbers, in bounded memory. */
export class SequenceLedger {
  #highest: number | null = null;
  #segment = 0;
  readonly #missing = new Set<number>();
  #givenUp = 0;
  #received = 0;
  #duplicates = 0;

  get received(): number {
    return this.#received;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  get lost(): number {
    return this.#givenUp + this.#missing.size;
  }

  /** Returns false for a packet that had come before. */
  add(seq: number, segment: number): boolean {
    if (this.#highest === null || segment !== this.#segment) {
      this.#givenUp += this.#missing.size;
      this.#missing.clear();
      this.#highest = seq;
      this.#segment = segment;
      this.#received += 1;
      return true;
    }
    if (seq > this.#highest) {
      for (let missing = this.#highest + 1; missing < seq; missing++) this.#missing.add(missing);
      this.#highest = seq;
      this.#giveUp(seq - GIVE_UP_AFTER);
      this.#received += 1;
      return true;
    }
    const wasMissing = this.#missing.delete(seq);
    if (wasMissing) this.#received += 1;
    else this.#duplicates += 1;
    return wasMissing;
  }

  #giveUp(below: number): void {
    for (const seq of this.#missing) {
      // A set keeps the order of insertion, which is ascending here.
      if (seq >= below) return;
      this.#missing.delete(seq);
      this.#givenUp += 1;
    }
  }
}
