import { withDeadline } from '@guichet/protocol';
import type { RecordingId } from '@guichet/protocol';
import { chunkSeqOf } from '../journal/names.ts';
import type { ChunkStore } from './chunk-store.ts';

const PUT_DEADLINE_MS = 30_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

interface Parcel {
  readonly recordingId: RecordingId;
  readonly name: string;
  readonly path: string;
  readonly sinceMs: number;
  /** Nothing of its recording overtakes it, and it overtakes nothing: a chunk is in the store only with what opens it, the index only with all of them. */
  readonly alone: boolean;
}

export interface ShipperOptions {
  readonly store: ChunkStore;
  readonly nowMs: () => number;
  /** The store refused, and will be tried again; told once per outage. */
  readonly onBehind: (error: unknown) => void;
  readonly onCaughtUp: () => void;
  /** Nothing of this recording waits any more. */
  readonly onEmptied: (recordingId: RecordingId) => void;
}

/** Brings files to the store in the order they come, several at a time, and keeps trying: an outage of the store delays, it never loses. */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #waiting: Parcel[] = [];
  readonly #unshipped = new Map<RecordingId, number>();
  readonly #underWay = new Set<Parcel>();
  #retryMs = 0;
  #retryTimer: NodeJS.Timeout | null = null;
  #behind = false;
  #stopped = false;

  constructor(options: ShipperOptions) {
    this.#options = options;
  }

  get reachable(): boolean {
    return !this.#behind;
  }

  /** Files that are not in the store yet, of one recording or of all. */
  unshipped(recordingId?: RecordingId): number {
    if (recordingId !== undefined) return this.#unshipped.get(recordingId) ?? 0;
    return this.#waiting.length + this.#underWay.size;
  }

  /** Since when the oldest one waits; null when none does. */
  get oldestMs(): number | null {
    return this.#waiting[0]?.sinceMs ?? null;
  }

  ship(recordingId: RecordingId, name: string, path: string): void {
    this.#unshipped.set(recordingId, this.unshipped(recordingId) + 1);
    this.#waiting.push({ recordingId, name, path, sinceMs: this.#options.nowMs(), alone: chunkSeqOf(name) === null });
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
  }

  #next(): void {
    while (!this.#stopped && !this.#retryTimer && this.#underWay.size < this.#options.store.lanes) {
      const index = this.#firstThatMayGo();
      if (index === -1) return;
      const [parcel] = this.#waiting.splice(index, 1) as [Parcel];
      this.#underWay.add(parcel);
      void this.#carry(parcel);
    }
  }

  #firstThatMayGo(): number {
    const going = new Map<RecordingId, boolean>();
    for (const { recordingId, alone } of this.#underWay) going.set(recordingId, alone || going.get(recordingId) === true);
    return this.#waiting.findIndex(({ recordingId, alone }) => {
      const before = going.get(recordingId);
      if (before === undefined || !(alone || before)) return true;
      // What comes behind it waits with it.
      going.set(recordingId, true);
      return false;
    });
  }

  async #carry(parcel: Parcel): Promise<void> {
    const { store, onBehind } = this.#options;
    try {
      await withDeadline(PUT_DEADLINE_MS, () => store.put(`${parcel.recordingId}/${parcel.name}`, parcel.path));
    } catch (error) {
      this.#underWay.delete(parcel);
      this.#waiting.unshift(parcel);
      if (!this.#behind) {
        this.#behind = true;
        onBehind(error);
      }
      this.#retryLater();
      return;
    }
    this.#underWay.delete(parcel);
    this.#delivered(parcel);
    this.#next();
  }

  #delivered(parcel: Parcel): void {
    this.#retryMs = 0;
    const left = this.unshipped(parcel.recordingId) - 1;
    if (left > 0) this.#unshipped.set(parcel.recordingId, left);
    else {
      this.#unshipped.delete(parcel.recordingId);
      this.#options.onEmptied(parcel.recordingId);
    }
    if (this.#behind && this.unshipped() === 0) {
      this.#behind = false;
      this.#options.onCaughtUp();
    }
  }

  #retryLater(): void {
    if (this.#retryTimer || this.#stopped) return;
    this.#retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retryMs * 2));
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = null;
      this.#next();
    }, this.#retryMs);
  }
}
