import type { PictureMeasure } from '@guichet/protocol';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import type { WatchThresholds } from './thresholds.ts';

/** How far back a picture is looked for, in half steps between pictures: at two pictures a second, two minutes. */
const KEPT = 480;
/** Of two that are said to be the same, the second comes at least so many half steps later. */
const LEAST_LAG = 12;
/** How long a suspicion stays after the pictures stopped coming again. */
const END_MS = 12_000;

/**
 * Suspects a recording before the lens, or in its place, by moving pictures that come again in the same order: nobody moves twice alike for seconds on end. A long
 * recording that is played once is not found by this, and nothing else that ships finds it either: a person has to look.
 */
export class RepeatWatch {
  readonly #thresholds: WatchThresholds;
  readonly #span = new SpanWatch('screen_replay', { onsetMs: 0, endMs: END_MS });
  /** Every picture, and halfway between two what they make together: a recording is not looked at in the same moments each time it comes round. */
  readonly #kept: Uint8Array[] = [];
  /** Mean difference of each kept picture to the one before it. */
  readonly #motion: number[] = [];

  constructor(thresholds: WatchThresholds) {
    this.#thresholds = thresholds;
  }

  push(atMs: number, { pattern }: PictureMeasure, ignored: boolean): WatchChange[] {
    const { repeatPictures } = this.#thresholds;
    const fields = bytesOf(pattern);
    const before = this.#kept.at(-1) ?? fields;
    this.#kept.push(
      before.map((level, at) => (level + (fields[at] ?? 0)) / 2),
      fields,
    );
    this.#motion.push(difference(before, fields));
    if (this.#kept.length > KEPT) this.#kept.splice(0, 2);
    if (this.#motion.length > repeatPictures) this.#motion.shift();
    return this.#span.push(atMs, !ignored && this.#comesAgain());
  }

  finish(atMs: number): WatchChange[] {
    return this.#span.finish(atMs);
  }

  #comesAgain(): boolean {
    const { repeatPictures, repeatCloseness, repeatMotion } = this.#thresholds;
    const motion = mean(this.#motion);
    if (this.#motion.length < repeatPictures || motion < repeatMotion) return false;
    const last = this.#kept.length - 1;
    const most = motion * repeatCloseness * repeatPictures;
    for (let lag = Math.max(LEAST_LAG, 2 * repeatPictures); lag <= last - 2 * repeatPictures; lag += 1) {
      if (this.#unlikeness(last, lag, most) <= most) return true;
    }
    return false;
  }

  /** How far the last pictures are from those so many half steps before; most lags are given up after one or two. */
  #unlikeness(last: number, lag: number, most: number): number {
    let sum = 0;
    for (let back = 0; back < this.#thresholds.repeatPictures && sum <= most; back += 1) {
      const at = last - 2 * back;
      sum += difference(this.#kept[at] ?? NOTHING, this.#kept[at - lag] ?? NOTHING);
    }
    return sum;
  }
}

const NOTHING = new Uint8Array(0);

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
