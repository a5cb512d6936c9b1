export interface TimedFrame {
  readonly output: number;
  readonly ms: number;
  readonly keyframe: boolean;
  readonly data: Buffer;
}

/** Sorts the frames of all tracks by time, within the span that packets may be late. */
export class Interleaver {
  readonly #frames: TimedFrame[] = [];
  readonly #lastMs = new Map<number, number>();

  add(frame: TimedFrame): void {
    // Within a track order is what the decoder needs; a leg that is placed before the end of the one before has to wait its turn.
    const ms = Math.max(frame.ms, (this.#lastMs.get(frame.output) ?? -1) + 1);
    this.#lastMs.set(frame.output, ms);
    let at = this.#frames.length;
    while (at > 0 && (this.#frames[at - 1] as TimedFrame).ms > ms) at -= 1;
    this.#frames.splice(at, 0, ms === frame.ms ? frame : { ...frame, ms });
  }

  /** Takes out everything before `ms`, in order. */
  takeBefore(ms: number): TimedFrame[] {
    let count = 0;
    while (count < this.#frames.length && (this.#frames[count] as TimedFrame).ms < ms) count += 1;
    return this.#frames.splice(0, count);
  }
}
