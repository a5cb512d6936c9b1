import type { TrackId } from '@guichet/protocol';

/** How large a picture is shown, in physical pixels. */
export interface ShownView {
  readonly visible: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
}

const LARGEST_PX = 8_192;
/** A window that is being dragged changes many times a second; the node is told how it ended up. */
const SETTLE_MS = 150;
/** So small a change picks no other layer. */
const SAME_RATIO = 0.05;

export const HIDDEN: ShownView = { visible: false, widthPx: 0, heightPx: 0 };

/** Of several elements that show one track the largest counts; a page that nobody sees shows nothing. */
export function largestView(views: readonly ShownView[], pageVisible: boolean): ShownView {
  const seen = views.filter((view) => view.visible && view.widthPx > 0 && view.heightPx > 0);
  if (!pageVisible || seen.length === 0) return HIDDEN;
  return seen.reduce((largest, view) => (view.widthPx * view.heightPx > largest.widthPx * largest.heightPx ? view : largest));
}

export function sameView(one: ShownView, other: ShownView): boolean {
  if (one.visible !== other.visible) return false;
  const near = (a: number, b: number) => Math.abs(a - b) <= SAME_RATIO * Math.max(a, b);
  return near(one.widthPx, other.widthPx) && near(one.heightPx, other.heightPx);
}

interface Watched {
  readonly trackId: TrackId;
  sizePx: { width: number; height: number };
  onScreen: boolean;
}

/** Watches the elements that show pictures and says of each track how large it is seen. */
export class ViewReporter {
  readonly #report: (trackId: TrackId, view: ShownView) => void;
  readonly #watched = new Map<Element, Watched>();
  readonly #told = new Map<TrackId, ShownView>();
  readonly #resizes: ResizeObserver;
  readonly #crossings: IntersectionObserver;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(report: (trackId: TrackId, view: ShownView) => void) {
    this.#report = report;
    this.#resizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        const watched = this.#watched.get(target);
        if (watched) watched.sizePx = { width: contentRect.width * devicePixelRatio, height: contentRect.height * devicePixelRatio };
      }
      this.#settle();
    });
    this.#crossings = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const watched = this.#watched.get(target);
        if (watched) watched.onScreen = isIntersecting;
      }
      this.#settle();
    });
    document.addEventListener('visibilitychange', this.#settle);
  }

  /** @returns what stops watching; a track that no element shows any more is reported as not visible */
  watch(trackId: TrackId, element: Element): () => void {
    this.#watched.set(element, { trackId, sizePx: { width: 0, height: 0 }, onScreen: true });
    this.#resizes.observe(element);
    this.#crossings.observe(element);
    return () => {
      if (this.#watched.get(element)?.trackId !== trackId) return;
      this.#watched.delete(element);
      this.#resizes.unobserve(element);
      this.#crossings.unobserve(element);
      this.#settle();
    };
  }

  /** What was last said of a track; null when nothing shows it, so that nothing was said. */
  viewOf(trackId: TrackId): ShownView | null {
    return this.#told.get(trackId) ?? null;
  }

  forget(trackId: TrackId): void {
    this.#told.delete(trackId);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#resizes.disconnect();
    this.#crossings.disconnect();
    document.removeEventListener('visibilitychange', this.#settle);
  }

  readonly #settle = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, SETTLE_MS);
  };

  #tell(): void {
    const shown = Map.groupBy(this.#watched.values(), (watched) => watched.trackId);
    for (const trackId of new Set([...shown.keys(), ...this.#told.keys()])) {
      const views = (shown.get(trackId) ?? []).map(({ sizePx, onScreen }) => ({
        visible: onScreen,
        widthPx: whole(sizePx.width),
        heightPx: whole(sizePx.height),
      }));
      const view = largestView(views, document.visibilityState !== 'hidden');
      const before = this.#told.get(trackId);
      if (before && sameView(before, view)) continue;
      this.#told.set(trackId, view);
      this.#report(trackId, view);
    }
  }
}

const whole = (px: number): number => Math.min(LARGEST_PX, Math.max(0, Math.round(px)));
