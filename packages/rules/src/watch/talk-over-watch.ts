import type { SoundMeasure } from '@guichet/protocol';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import { WATCH_DEFAULTS, type WatchThresholds } from './thresholds.ts';

/**
 * Windows of two tracks that begin this close are of one moment. Half a second of the one ends up to half a second after that of the other, and is told of
 * in a later message: the one before it has to do.
 */
const SAME_MOMENT_MS = 750;

/** Somebody speaks while another one must be heard: both of them at once, for longer than a “yes, yes”. Whoever draws breath between two words speaks on. */
export class TalkOverWatch {
  readonly #thresholds: WatchThresholds;
  readonly #span: SpanWatch;
  #heard: { readonly atMs: number; readonly speech: number }[] = [];
  #before = 0;

  constructor(thresholds: WatchThresholds = WATCH_DEFAULTS) {
    this.#thresholds = thresholds;
    this.#span = new SpanWatch('talk_over', { onsetMs: thresholds.talkOverOnsetMs, endMs: thresholds.talkOverEndMs });
  }

  /** Of whoever must be heard. */
  heard({ atMs, speech }: Pick<SoundMeasure, 'atMs' | 'speech'>): void {
    this.#heard = [...this.#heard.slice(-20), { atMs, speech }];
  }

  /** Of the other one. @param matters whether the first one must be heard at that moment */
  push({ atMs, speech }: Pick<SoundMeasure, 'atMs' | 'speech'>, matters: boolean): WatchChange[] {
    const { speakingShare } = this.#thresholds;
    const heard = this.#heard.filter((window) => Math.abs(window.atMs - atMs) <= SAME_MOMENT_MS).map((window) => window.speech);
    const both = matters && Math.max(speech, this.#before) >= speakingShare && Math.max(0, ...heard) >= speakingShare;
    this.#before = speech;
    return this.#span.push(atMs, both, speech);
  }

  finish(atMs: number): WatchChange[] {
    return this.#span.finish(atMs);
  }
}
