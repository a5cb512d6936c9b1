import { parseJournalEvent } from '../journal/events.ts';
import { RecordType, readRecords } from '../journal/layout.ts';
import type { ChunkHeader } from '../journal/layout.ts';
import type { ReadChunk } from '../journal/reader.ts';

/** The writer states its epoch among its first words. */
const EVENTS_BEFORE_EPOCH = 4;

/** Without a boot id: monotonic and wall clock may differ by this much and still be one boot. */
const SAME_BOOT_TOLERANCE_US = 5_000_000;

/**
 * One axis of microseconds through all epochs of a journal. Within a boot of the machine the monotonic clock is that axis, over restarts
 * of the service as well; only over a reboot the wall clock has to bridge.
 */
export class Timeline {
  #epoch: number | null = null;
  #bootId: string | null = null;
  #shiftUs = 0;
  #last: ChunkHeader | null = null;

  /** To be told of every chunk in order, before its records are placed. */
  enter({ header, blocks }: ReadChunk): void {
    if (!header) return;
    const bootId = bootIdIn(blocks);
    const last = this.#last;
    if (last && header.epoch !== this.#epoch) {
      const monoUs = header.baseUs - last.baseUs;
      const wallUs = (header.openedAtMs - last.openedAtMs) * 1000;
      const sameBoot =
        bootId !== null && this.#bootId !== null ? bootId === this.#bootId : Math.abs(monoUs - wallUs) < SAME_BOOT_TOLERANCE_US;
      if (!sameBoot) this.#shiftUs = last.baseUs + this.#shiftUs + Math.max(0, wallUs) - header.baseUs;
    }
    if (header.epoch !== this.#epoch || bootId !== null) this.#bootId = bootId;
    this.#epoch = header.epoch;
    this.#last = header;
  }

  /** Where a record of the chunk that was entered last stands. */
  at(arrivalUs: number): number {
    return (this.#last?.baseUs ?? 0) + arrivalUs + this.#shiftUs;
  }

  /** What the wall clock showed then (Unix milliseconds). */
  wallMsAt(arrivalUs: number): number {
    return (this.#last?.openedAtMs ?? 0) + arrivalUs / 1000;
  }
}

/** The boot that an epoch's first chunk names; null in every other chunk, and when it can't be known. */
function bootIdIn(blocks: readonly Buffer[]): string | null {
  let seen = 0;
  for (const record of readRecords(blocks[0] ?? Buffer.alloc(0))) {
    if (seen++ >= EVENTS_BEFORE_EPOCH) break;
    const event = record.type === RecordType.event ? parseJournalEvent(record.bytes) : null;
    if (event?.type === 'epoch.opened') return event.bootId;
  }
  return null;
}
