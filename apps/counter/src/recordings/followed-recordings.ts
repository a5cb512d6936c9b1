import type { RecordingId } from '@guichet/protocol';
import type { Gathering } from '@guichet/recording/mux';
import type { NotingSource } from './journal-contents.ts';
import type { RecordingObserver } from './recordings.ts';

/** So many chunks together: what is left to gather when a call ends stays within a tenth of a second, and a store is not asked all the time. */
const FOLLOW_EVERY_CHUNKS = 5;
/** One whose files another counter made. */
const KEPT_AFTER_CLOSE_MS = 600_000;

/** A journal that has been read as far as it goes, with the fingerprints of what was read. */
export interface FollowedRecording {
  readonly source: NotingSource;
  readonly gathering: Gathering;
}

/**
 * Gathers recordings while their calls go on, one at a time, so that making their files does not begin with the first minute when they end. Nothing depends on
 * it: whatever it cannot follow is gathered by the muxing, which also says what is wrong with it.
 */
export class FollowedRecordings implements Pick<RecordingObserver, 'chunkClosed' | 'closed'> {
  readonly #begin: (recordingId: RecordingId) => Promise<FollowedRecording>;
  /** Null: it could not be followed. */
  readonly #followed = new Map<RecordingId, FollowedRecording | null>();
  readonly #due = new Set<RecordingId>();
  readonly #timers = new Map<RecordingId, NodeJS.Timeout>();
  #atWork: { readonly recordingId: RecordingId; readonly done: Promise<void> } | null = null;
  #stopped = false;

  constructor(begin: (recordingId: RecordingId) => Promise<FollowedRecording>) {
    this.#begin = begin;
  }

  chunkClosed(recordingId: RecordingId, seq: number): void {
    const followed = this.#followed.get(recordingId);
    if (this.#stopped || followed === null || seq - (followed?.gathering.seq ?? 0) < FOLLOW_EVERY_CHUNKS) return;
    this.#due.add(recordingId);
    this.#next();
  }

  closed(recordingId: RecordingId): void {
    const timer = setTimeout(() => void this.#drop(recordingId), KEPT_AFTER_CLOSE_MS);
    this.#timers.set(recordingId, timer.unref());
  }

  /** Hands over what was gathered, to be closed by whoever takes it; null where nothing was. */
  async take(recordingId: RecordingId): Promise<FollowedRecording | null> {
    this.#due.delete(recordingId);
    if (this.#atWork?.recordingId === recordingId) await this.#atWork.done;
    clearTimeout(this.#timers.get(recordingId));
    this.#timers.delete(recordingId);
    const followed = this.#followed.get(recordingId) ?? null;
    this.#followed.delete(recordingId);
    return followed;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#due.clear();
    await this.#atWork?.done;
    for (const recordingId of [...this.#followed.keys()]) await this.#drop(recordingId);
  }

  #next(): void {
    const [recordingId] = this.#due;
    if (this.#atWork !== null || recordingId === undefined) return;
    this.#due.delete(recordingId);
    const done = this.#follow(recordingId).finally(() => {
      this.#atWork = null;
      this.#next();
    });
    this.#atWork = { recordingId, done };
  }

  async #follow(recordingId: RecordingId): Promise<void> {
    const followed = this.#followed.get(recordingId) ?? (await this.#begin(recordingId).catch(() => null));
    const isWhole = (await followed?.gathering.follow().catch(() => false)) ?? false;
    if (isWhole) {
      this.#followed.set(recordingId, followed);
      return;
    }
    await followed?.gathering.close().catch(() => undefined);
    // Before its first chunk nothing is lost by trying again later; behind that, all of it would have to be read anew each time.
    if ((followed?.gathering.seq ?? 0) > 0) this.#followed.set(recordingId, null);
  }

  async #drop(recordingId: RecordingId): Promise<void> {
    await (await this.take(recordingId))?.gathering.close().catch(() => undefined);
  }
}
