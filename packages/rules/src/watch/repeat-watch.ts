import type { PictureMeasure } from '@guichet/protocol';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import type { WatchThresholds } from './thresholds.ts';

/** How far back a picture is looked for, in pictures: at two a second, two minutes. */
const KEPT = 240;
/** Of two that are said to be the same, the second comes at least so many later. */
const LEAST_LAG = 6;
/** How long a suspicion stays after the pictures stopped coming again. */
const END_MS = 12_000;

/**
 * Suspects a recording before the lens, or in its place, by moving pictures that come again in the same order: nobody moves twice alike for seconds on end. A long
 * recording that is played once is not found by this, and nothing else that ships finds it either: a person has to look.
 */
export class RepeatWatch {
  readonly #thresholds: WatchThresholds;
  readonly #span = new SpanWatch('screen_replay', { onsetMs: 0, endMs: END_MS });
  readonly #kept: Uint8Array[] = [];
  /** Mean difference of each kept picture to the one before it. */
  readonly #motion: number[] = [];

  constructor(thresholds: WatchThresholds) {
    this.#thresholds = thresholds;
  }

  push(atMs: number, { pattern }: PictureMeasure, ignored: boolean): WatchChange[] {
    const fields = bytesOf(pattern);
    const before = this.#kept.at(-1);
    this.#kept.push(fields);
    this.#motion.push(before === undefined ? 0 : difference(before, fields));
    if (this.#kept.length > KEPT) {
      this.#kept.shift();
      this.#motion.shift();
    }
    return this.#span.push(atMs, !ignored && this.#comesAgain());
  }

  finish(atMs: number): WatchChange[] {
    return this.#span.finish(atMs);
  }

  #comesAgain(): boolean {
    const { repeatPictures, repeatCloseness, repeatMotion } = this.#thresholds;
    const last = this.#kept.length - 1;
    if (last < repeatPictures + LEAST_LAG) return false;
    const motion = mean(this.#motion.slice(-repeatPictures));
    if (motion < repeatMotion) return false;
    const close = motion * repeatCloseness;
    for (let lag = Math.max(LEAST_LAG, repeatPictures); last - repeatPictures + 1 - lag >= 0; lag += 1) {
      if (this.#likeness(last, lag, repeatPictures, close)) return true;
    }
    return false;
  }

  /** Not picture by picture: they are not taken at the same moments of the recording. Most lags are given up after one or two. */
  #likeness(last: number, lag: number, pictures: number, close: number): boolean {
    let sum = 0;
    for (let back = 0; back < pictures; back += 1) {
      const [now, then] = [this.#kept[last - back], this.#kept[last - back - lag]];
      if (now === undefined || then === undefined) return false;
      sum += difference(now, then);
      if (sum > close * pictures) return false;
    }
    return true;
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
