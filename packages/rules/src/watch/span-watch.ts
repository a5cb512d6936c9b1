import type { LiveCheck } from '@guichet/protocol';

/** Something began to be wrong, or is no more. Times are those of the measures. */
export type WatchChange =
  | { readonly type: 'began'; readonly check: LiveCheck; readonly fromMs: number; readonly atMs: number; readonly value: number | null }
  | {
      readonly type: 'ended';
      readonly check: LiveCheck;
      readonly fromMs: number;
      readonly untilMs: number;
      readonly atMs: number;
      readonly value: number | null;
    };

interface Hysteresis {
  /** It has to be wrong for so long before it counts. */
  readonly onsetMs: number;
  /** And right for so long before it is over. */
  readonly endMs: number;
}

/** Without a measure for so long nothing is known of what went on between: counting begins anew. */
const HOLE_MS = 10_000;

/** One check over time: what is wrong for a moment is nothing, what is right for a moment mends nothing. */
export class SpanWatch {
  readonly check: LiveCheck;
  readonly #hysteresis: Hysteresis;
  #badSinceMs: number | null = null;
  #goodSinceMs: number | null = null;
  #open: { readonly fromMs: number; value: number | null } | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(check: LiveCheck, hysteresis: Hysteresis) {
    this.check = check;
    this.#hysteresis = hysteresis;
  }

  get open(): boolean {
    return this.#open !== null;
  }

  /** It was wrong when it was last looked at, whether or not that counts yet. */
  get doubts(): boolean {
    return this.#badSinceMs !== null;
  }

  /** @param value what was measured; the last one that was wrong is told when it is over */
  push(atMs: number, bad: boolean, value: number | null = null): WatchChange[] {
    const hole = atMs - this.#lastMs > HOLE_MS;
    this.#lastMs = atMs;
    if (hole) {
      this.#badSinceMs = null;
      this.#goodSinceMs = null;
    }
    return bad ? this.#wrong(atMs, value) : this.#right(atMs);
  }

  /** It was a mistake: nothing is open, and what is wrong has to be so for as long again. */
  dismiss(): void {
    this.#open = null;
    this.#badSinceMs = null;
    this.#goodSinceMs = null;
  }

  /** Nothing follows: what is open ends here. */
  finish(atMs: number): WatchChange[] {
    this.#badSinceMs = null;
    return this.#open === null ? [] : [this.#end(atMs, atMs)];
  }

  #wrong(atMs: number, value: number | null): WatchChange[] {
    this.#goodSinceMs = null;
    this.#badSinceMs ??= atMs;
    if (this.#open !== null) {
      this.#open.value = value;
      return [];
    }
    if (atMs - this.#badSinceMs < this.#hysteresis.onsetMs) return [];
    this.#open = { fromMs: this.#badSinceMs, value };
    return [{ type: 'began', check: this.check, fromMs: this.#badSinceMs, atMs, value }];
  }

  #right(atMs: number): WatchChange[] {
    this.#badSinceMs = null;
    this.#goodSinceMs ??= atMs;
    if (this.#open === null || atMs - this.#goodSinceMs < this.#hysteresis.endMs) return [];
    return [this.#end(this.#goodSinceMs, atMs)];
  }

  #end(untilMs: number, atMs: number): WatchChange {
    const { fromMs, value } = this.#open ?? { fromMs: untilMs, value: null };
    this.#open = null;
    this.#goodSinceMs = null;
    return { type: 'ended', check: this.check, fromMs, untilMs, atMs, value };
  }
}
