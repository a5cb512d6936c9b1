import type { LiveCheck, PictureMeasure } from '@guichet/protocol';
import { showsTheSame } from './pattern.ts';
import { RepeatWatch } from './repeat-watch.ts';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import { WATCH_DEFAULTS, type WatchThresholds } from './thresholds.ts';

/** Why a picture shows nobody, the one reason that explains it; null where it may. */
export function blindness({ luma, spread, detail }: PictureMeasure, thresholds: WatchThresholds = WATCH_DEFAULTS): LiveCheck | null {
  const { blackLuma, blackSpread, coveredSpread, coveredDetail, coveredContrast, flatSpread, darkLuma } = thresholds;
  if (luma <= blackLuma && spread <= blackSpread) return 'black';
  // Of a picture this even all that looks like an edge is the camera's own noise.
  const isCovered = spread <= Math.min(coveredSpread, luma * coveredContrast) && detail <= coveredDetail;
  if (isCovered || spread <= flatSpread) return 'camera_covered';
  return luma <= darkLuma ? 'dark' : null;
}

const isFrozen = ({ sameness }: PictureMeasure, { frozenSameness }: WatchThresholds): boolean =>
  sameness !== null && sameness >= frozenSameness;

/** So many of the pixels are as before when a codec draws the same thing anew. */
const REDRAWN_SAMENESS = 0.75;
/** What the pictures of one track say: black, covered, dark, frozen, come again. */
export class PictureWatch {
  readonly #thresholds: WatchThresholds;
  readonly #blind: readonly SpanWatch[];
  readonly #frozen: SpanWatch;
  readonly #repeat: RepeatWatch;
  /** Of the picture that began to stand still. */
  #still: string | null = null;

  constructor(thresholds: WatchThresholds = WATCH_DEFAULTS) {
    const { pictureOnsetMs, pictureEndMs, frozenOnsetMs } = thresholds;
    this.#thresholds = thresholds;
    const hysteresis = { onsetMs: pictureOnsetMs, endMs: pictureEndMs };
    this.#blind = (['black', 'camera_covered', 'dark'] as const).map((check) => new SpanWatch(check, hysteresis));
    this.#frozen = new SpanWatch('frozen', { onsetMs: frozenOnsetMs, endMs: pictureEndMs });
    this.#repeat = new RepeatWatch(thresholds);
  }

  /** @param ignored checks that say nothing at the moment: a document is held before the lens, say */
  push(atMs: number, measure: PictureMeasure, ignored: ReadonlySet<LiveCheck> = NONE): WatchChange[] {
    const found = blindness(measure, this.#thresholds);
    const frozen = this.#standsStill(measure) && found === null && !ignored.has('frozen');
    return [
      ...this.#blind.flatMap((watch) => watch.push(atMs, watch.check === found && !ignored.has(watch.check), measure.luma)),
      // A lens that sees nothing sees it without end.
      ...this.#frozen.push(atMs, frozen, measure.sameness),
      ...this.#repeat.push(atMs, measure, ignored.has('screen_replay')),
    ];
  }

  /**
   * A picture that stands still is sharpened for a second or two, and drawn anew by every keyframe: what is shown stays the same. Nothing is found by
   * that alone, as somebody who hardly moves looks like that for a moment.
   */
  #standsStill(measure: PictureMeasure): boolean {
    const isStill = isFrozen(measure, this.#thresholds);
    const isLike = (measure.sameness ?? 0) >= REDRAWN_SAMENESS && showsTheSame(this.#still ?? '', measure.pattern);
    if (isStill && !this.#frozen.doubts) this.#still = measure.pattern;
    return isStill || (this.#frozen.doubts && isLike);
  }

  /** What began is taken back, and looked for anew. */
  dismiss(check: LiveCheck): void {
    for (const watch of [...this.#blind, this.#frozen]) if (watch.check === check) watch.dismiss();
  }

  finish(atMs: number): WatchChange[] {
    return [...this.#blind, this.#frozen, this.#repeat].flatMap((watch) => watch.finish(atMs));
  }
}

const NONE: ReadonlySet<LiveCheck> = new Set();
