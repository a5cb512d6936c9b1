import type { LiveCheck, PictureMeasure } from '@guichet/protocol';
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

const isFrozen = ({ sameness }: PictureMeasure, { frozenSameness }: WatchThresholds = WATCH_DEFAULTS): boolean =>
  sameness !== null && sameness >= frozenSameness;

/** A picture that stands still is drawn a little otherwise by a keyframe, and sharpened by what follows it. */
const REDRAWN_SAMENESS = 0.93;
const REDRAWN_CHANGE = 1.2;

/**
 * Whether a picture that is known to have stood still may still do so, across a keyframe. Nothing is found by it: somebody who hardly moves looks like that
 * for a moment.
 */
export const mayBeFrozen = (measure: PictureMeasure, thresholds: WatchThresholds = WATCH_DEFAULTS): boolean =>
  isFrozen(measure, thresholds) || ((measure.sameness ?? 0) >= REDRAWN_SAMENESS && (measure.change ?? REDRAWN_CHANGE) < REDRAWN_CHANGE);

/** What the pictures of one track say: black, covered, dark, frozen, come again. */
export class PictureWatch {
  readonly #thresholds: WatchThresholds;
  readonly #blind: readonly SpanWatch[];
  readonly #frozen: SpanWatch;
  readonly #repeat: RepeatWatch;

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
    const frozen = (this.#frozen.open ? mayBeFrozen : isFrozen)(measure, this.#thresholds);
    return [
      ...this.#blind.flatMap((watch) => watch.push(atMs, watch.check === found && !ignored.has(watch.check), measure.luma)),
      // A lens that sees nothing sees it without end.
      ...this.#frozen.push(atMs, frozen && found === null && !ignored.has('frozen'), measure.sameness),
      ...this.#repeat.push(atMs, measure, ignored.has('screen_replay')),
    ];
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
