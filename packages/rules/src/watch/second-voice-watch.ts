import type { SoundMeasure } from '@guichet/protocol';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import type { WatchThresholds } from './thresholds.ts';

/** How long the hint stays after the second voice was last heard. */
const END_MS = 8_000;

interface Heard {
  readonly atMs: number;
  readonly pitchHz: number;
}

/**
 * A hint that two people speak into one microphone: high and low voices take turns. One person who laughs or puts on a voice looks the same, and two of the same
 * pitch are not told apart.
 */
export class SecondVoiceWatch {
  readonly #thresholds: WatchThresholds;
  readonly #span = new SpanWatch('second_voice', { onsetMs: 0, endMs: END_MS });
  #heard: Heard[] = [];

  constructor(thresholds: WatchThresholds) {
    this.#thresholds = thresholds;
  }

  push({ atMs, pitchHz, speech }: SoundMeasure, ignored: boolean): WatchChange[] {
    const { voicesSpanMs, speakingShare } = this.#thresholds;
    const voiced = pitchHz !== null && speech >= speakingShare / 2;
    if (voiced) this.#heard.push({ atMs, pitchHz });
    this.#heard = this.#heard.filter((heard) => atMs - heard.atMs <= voicesSpanMs);
    return this.#span.push(atMs, !ignored && voiced && this.#takeTurns(), pitchHz);
  }

  finish(atMs: number): WatchChange[] {
    return this.#span.finish(atMs);
  }

  /** Both sides of the widest gap between pitches are voices of their own, each heard often enough, and they come one after the other and back. */
  #takeTurns(): boolean {
    const { voicesApart, voicesTimes } = this.#thresholds;
    const sorted = this.#heard.map(({ pitchHz }) => pitchHz).toSorted((one, other) => one - other);
    let border: number | null = null;
    let widest = 1;
    for (let at = voicesTimes; at <= sorted.length - voicesTimes; at += 1) {
      const [low, high] = [sorted[at - 1] ?? 0, sorted[at] ?? 0];
      if (high / low <= widest) continue;
      widest = high / low;
      border = Math.sqrt(low * high);
    }
    if (border === null) return false;
    const line = border;
    const [low, high] = [sorted.filter((pitch) => pitch < line), sorted.filter((pitch) => pitch >= line)];
    if (middle(high) / middle(low) < voicesApart) return false;
    const turns = this.#heard.filter(({ pitchHz }, index) => index > 0 && pitchHz < line !== (this.#heard[index - 1]?.pitchHz ?? 0) < line);
    // A voice that jumps with every half second is one whose pitch was not measured well.
    return turns.length >= 2 && turns.length <= this.#heard.length / 2;
  }
}

const middle = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? 1;
