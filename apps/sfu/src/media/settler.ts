import { withDeadline } from '@guichet/protocol';

const PASS_WITHIN_MS = 10_000;
const RETRY_MS = 500;

interface SettlerOptions {
  /** Whether a pass can do anything now. Whoever makes it so settles again. */
  readonly ready: () => boolean;
  /** Brings everything to what is wanted, however it stands. */
  readonly pass: () => Promise<void>;
  /** @returns whether to try again */
  readonly failed: (error: unknown) => boolean;
}

/** Brings something to what is wanted: one pass after the other, never two at once; a change during a pass makes another one follow, a failure another try. */
export class Settler {
  readonly #options: SettlerOptions;
  #running = false;
  #unsettled = false;
  #retryTimer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /** Something has changed. */
  settle(): void {
    this.#unsettled = true;
    if (!this.#running) void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
  }

  async #run(): Promise<void> {
    const { ready, pass, failed } = this.#options;
    this.#running = true;
    try {
      while (this.#unsettled && !this.#stopped && ready()) {
        this.#unsettled = false;
        await withDeadline(PASS_WITHIN_MS, pass);
      }
    } catch (error) {
      if (!this.#stopped && failed(error)) this.#retryLater();
    } finally {
      this.#running = false;
    }
  }

  #retryLater(): void {
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = null;
      this.settle();
    }, RETRY_MS);
    this.#retryTimer.unref();
  }
}
