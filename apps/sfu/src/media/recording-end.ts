import { AppError, type RecordingId } from '@guichet/protocol';
import type { Logger } from 'pino';
import type { RecordingFact } from './facts.ts';
import type { Recorder } from './recorder.ts';

const RETRY_MS = 500;
/** How long the end of a recording waits for a service that is away or a disk that is full. */
const CLOSE_WITHIN_MS = 120_000;

type End = Extract<RecordingFact, { type: 'recording.closed' }>;

/** What is reported of a recording whose end nobody confirms. */
const UNCONFIRMED: End = { type: 'recording.closed', chunks: 0, sizeBytes: 0, head: null, complete: false };

/** Has the service close a recording, as often as it takes, and reports the end once. */
export class RecordingEnd {
  readonly #recordingId: RecordingId;
  readonly #recorder: Recorder;
  readonly #report: (fact: End) => void;
  readonly #log: Logger;
  readonly #reached = Promise.withResolvers<void>();
  #known = false;

  constructor(options: { recordingId: RecordingId; recorder: Recorder; report: (fact: End) => void; log: Logger }) {
    this.#recordingId = options.recordingId;
    this.#recorder = options.recorder;
    this.#report = options.report;
    this.#log = options.log;
  }

  /** Resolves when the end is known, or given up. */
  async reach(reason: string): Promise<void> {
    const deadlineAtMs = performance.now() + CLOSE_WITHIN_MS;
    while (!this.#known && performance.now() < deadlineAtMs) {
      await this.#tryToClose(reason);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([this.#reached.promise, new Promise((resolve) => (timer = setTimeout(resolve, RETRY_MS)))]);
      clearTimeout(timer);
    }
    this.confirm(UNCONFIRMED);
  }

  /** The service said so itself, or answered. The first word counts. */
  confirm(end: End): void {
    if (this.#known) return;
    this.#known = true;
    this.#report(end);
    this.#reached.resolve();
  }

  async #tryToClose(reason: string): Promise<void> {
    if (!this.#recorder.connected) return;
    try {
      const { chunks, sizeBytes, head } = await this.#recorder.close(this.#recordingId, reason.slice(0, 64));
      this.confirm({ type: 'recording.closed', chunks, sizeBytes, head, complete: true });
    } catch (error) {
      // It never began: the service was away or had no room the whole time.
      if (AppError.from(error).code === 'not_found') this.confirm(UNCONFIRMED);
      else this.#log.warn({ err: error, recordingId: this.#recordingId }, 'the recording could not be closed yet');
    }
  }
}
