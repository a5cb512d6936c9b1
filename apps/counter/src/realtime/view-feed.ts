/** Changes that follow one another so closely are told by one view. */
const GAP_MS = 50;
/** Changes of the queue concern every page; each is told of them this often at most. */
const LAZY_GAP_MS = 1_000;

interface ViewFeedOptions {
  /** Reads the view and sends it; `queueOnly` when nothing but the queue has changed since it was read last. */
  readonly push: (queueOnly: boolean) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Keeps one page up to date: a view is read after the change that asked for it, never two at a time, and no change is lost. */
export class ViewFeed {
  readonly #options: ViewFeedOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #dueAt = Infinity;
  #pushing = false;
  #queueOnly = true;
  #wanted: number | null = null;
  #closed = false;

  constructor(options: ViewFeedOptions) {
    this.#options = options;
  }

  /** Something that the page shows has changed. */
  touch(): void {
    this.#queueOnly = false;
    this.#want(GAP_MS);
  }

  /** The queue has changed, which the page shows among other things. */
  touchQueue(): void {
    this.#want(LAZY_GAP_MS);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #want(gapMs: number): void {
    if (this.#closed) return;
    if (this.#pushing) {
      this.#wanted = Math.min(this.#wanted ?? Infinity, gapMs);
      return;
    }
    const dueAt = performance.now() + gapMs;
    if (this.#timer !== null) {
      if (dueAt >= this.#dueAt) return;
      clearTimeout(this.#timer);
    }
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.#push(), gapMs);
  }

  async #push(): Promise<void> {
    this.#timer = null;
    this.#dueAt = Infinity;
    this.#pushing = true;
    const queueOnly = this.#queueOnly;
    this.#queueOnly = true;
    try {
      await this.#options.push(queueOnly);
    } catch (error) {
      this.#options.onError(error);
      this.#queueOnly &&= queueOnly;
      // The database is away: the page gets its view when it is back.
      this.#wanted = LAZY_GAP_MS;
    }
    this.#pushing = false;
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted !== null) this.#want(wanted);
  }
}
