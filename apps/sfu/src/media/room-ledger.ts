import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { RoomPlan } from '@guichet/protocol';
import type { Logger } from 'pino';
import { z } from 'zod';
import { LeftBehind } from './left-behind.ts';

const Ledger = z.object({
  format: z.literal('guichet.rooms/1'),
  rooms: z.array(z.object({ plan: RoomPlan, left: LeftBehind })),
});
export type LedgerEntry = z.infer<typeof Ledger>['rooms'][number];

/**
 * Which rooms the node holds, on its disk. After the process was killed they are opened again before anybody asks, so that pages can come
 * straight back and recordings go on, or can be closed properly. It holds no person and no secret.
 */
export class RoomLedger {
  readonly #file: string;
  readonly #log: Logger;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  read(): LedgerEntry[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#log.error({ err: error }, 'the list of rooms could not be read');
      return [];
    }
    try {
      return Ledger.parse(JSON.parse(text)).rooms;
    } catch (error) {
      // Written by another version, or damaged: the counter still knows which rooms there should be.
      this.#log.error({ err: error }, 'the list of rooms is not one of ours');
      return [];
    }
  }

  /** Replaces the file whole. It has to survive a kill of the process, not a power cut: media does not survive that either. */
  write(rooms: readonly LedgerEntry[]): void {
    try {
      const next = `${this.#file}.new`;
      writeFileSync(next, JSON.stringify({ format: 'guichet.rooms/1', rooms }), { mode: 0o600 });
      renameSync(next, this.#file);
    } catch (error) {
      this.#log.error({ err: error }, 'the list of rooms could not be written');
    }
  }
}
