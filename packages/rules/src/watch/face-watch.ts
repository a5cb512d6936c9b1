import type { LiveCheck } from '@guichet/protocol';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import { WATCH_DEFAULTS, type WatchThresholds } from './thresholds.ts';

/** A face as an engine saw it. */
export interface WatchedFace {
  /** Of the picture's height, 0 to 1. */
  readonly height: number;
  readonly confidence: number;
}

/** What faces on the pictures of one track say: nobody there, too far away, more than there should be. */
export class FaceWatch {
  readonly #thresholds: WatchThresholds;
  readonly #absent: SpanWatch;
  readonly #small: SpanWatch;
  readonly #extra: SpanWatch;

  constructor(thresholds: WatchThresholds = WATCH_DEFAULTS) {
    const hysteresis = { onsetMs: thresholds.facesOnsetMs, endMs: thresholds.facesEndMs };
    this.#thresholds = thresholds;
    this.#absent = new SpanWatch('face_absent', hysteresis);
    this.#small = new SpanWatch('face_small', hysteresis);
    this.#extra = new SpanWatch('extra_person', hysteresis);
  }

  push(atMs: number, faces: readonly WatchedFace[], ignored: ReadonlySet<LiveCheck> = NONE): WatchChange[] {
    const found = judgeFaces(faces, this.#thresholds);
    const [absent, small, extra] = [this.#absent, this.#small, this.#extra].map(
      ({ check }) => found.checks.includes(check) && !ignored.has(check),
    );
    return [
      ...this.#absent.push(atMs, absent ?? false),
      ...this.#small.push(atMs, small ?? false, found.largest),
      ...this.#extra.push(atMs, extra ?? false, found.people),
    ];
  }

  /** Something is wrong, or is not over yet. */
  get open(): boolean {
    return this.#absent.open || this.#small.open || this.#extra.open;
  }

  /** What began is taken back, and looked for anew. */
  dismiss(check: LiveCheck): void {
    for (const watch of [this.#absent, this.#small, this.#extra]) if (watch.check === check) watch.dismiss();
  }

  finish(atMs: number): WatchChange[] {
    return [this.#absent, this.#small, this.#extra].flatMap((watch) => watch.finish(atMs));
  }
}

/** What one picture says. */
export function judgeFaces(
  faces: readonly WatchedFace[],
  { faceConfidence, smallFace, people }: WatchThresholds = WATCH_DEFAULTS,
): { readonly checks: readonly LiveCheck[]; readonly people: number; readonly largest: number } {
  const seen = faces.filter(({ confidence }) => confidence >= faceConfidence);
  const largest = Math.max(0, ...seen.map(({ height }) => height));
  const checks: LiveCheck[] = [];
  if (seen.length === 0) checks.push('face_absent');
  else if (largest < smallFace) checks.push('face_small');
  if (seen.length > people) checks.push('extra_person');
  return { checks, people: seen.length, largest };
}

const NONE: ReadonlySet<LiveCheck> = new Set();
