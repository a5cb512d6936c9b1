import type { Lids } from '../face/frames.ts';
import type { Viseme } from '../face/visemes.ts';
import { SAMPLE_RATE_HZ, type SpokenLine } from '../speech/spoken-line.ts';
import { FRAMES_PER_SECOND } from './encoder.ts';

const SAMPLES_PER_FRAME = SAMPLE_RATE_HZ / FRAMES_PER_SECOND;
/** One frame each: half closed, closed, half closed. */
const BLINK: readonly Lids[] = [1, 2, 1];
/** People blink every few seconds, never to a beat. */
const BLINK_PAUSES_FRAMES = [47, 63, 38, 71, 52, 44, 80] as const;

export interface Moment {
  readonly viseme: Viseme;
  readonly lids: Lids;
  /** The sound of one frame's time; silence where nothing is said. */
  readonly samples: Int16Array;
  /** The line whose last sample is among them. */
  readonly ended: SpokenLine | null;
}

/** What is seen and heard frame by frame: lines one after the other, and between them a face at rest. Knows no clock. */
export class Performance {
  readonly #queue: SpokenLine[] = [];
  #at = 0;
  #untilBlink: number = BLINK_PAUSES_FRAMES[0];
  #blinks = 0;

  say(line: SpokenLine): void {
    this.#queue.push(line);
  }

  /** Says no more, not even the rest of the line that is being said. */
  hush(): void {
    this.#queue.length = 0;
    this.#at = 0;
  }

  next(): Moment {
    const lids = this.#lids();
    const samples = new Int16Array(SAMPLES_PER_FRAME);
    const line = this.#queue[0];
    if (line === undefined) return { viseme: 'sil', lids, samples, ended: null };
    const viseme = visemeAt(line, (this.#at * 1000) / SAMPLE_RATE_HZ);
    samples.set(line.samples.subarray(this.#at, this.#at + SAMPLES_PER_FRAME));
    this.#at += SAMPLES_PER_FRAME;
    if (this.#at < line.samples.length) return { viseme, lids, samples, ended: null };
    this.#queue.shift();
    this.#at = 0;
    return { viseme, lids, samples, ended: line };
  }

  #lids(): Lids {
    this.#untilBlink--;
    if (this.#untilBlink >= 0) return 0;
    const lids = BLINK[-this.#untilBlink - 1];
    if (lids !== undefined) return lids;
    this.#blinks++;
    this.#untilBlink = BLINK_PAUSES_FRAMES[this.#blinks % BLINK_PAUSES_FRAMES.length] ?? BLINK_PAUSES_FRAMES[0];
    return 0;
  }
}

function visemeAt({ mouth }: SpokenLine, atMs: number): Viseme {
  const [from, to] = [atMs, atMs + 1000 / FRAMES_PER_SECOND];
  const closing = mouth.find((mark) => mark.viseme === 'PP' && mark.atMs >= from && mark.atMs < to);
  // Closed lips are short, and who watches misses them most.
  return closing?.viseme ?? mouth.findLast((mark) => mark.atMs <= from + 500 / FRAMES_PER_SECOND)?.viseme ?? 'sil';
}
