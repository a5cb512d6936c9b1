import type { Logger } from 'pino';
import type { Clock } from '../journal/clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import { readClockSync } from './clock-sync.ts';
import type { ClockSync } from './clock-sync.ts';

/** A step of the wall clock against the monotonic one that no slewing makes. */
const CLOCK_JUMP_MS = 250;

interface WallClockWatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells every open journal. */
  readonly tell: (event: JournalEvent) => void;
}

/** What there is to say of the wall clock that journals are stamped with: that it was set, and what the system knows of its truth. */
export class WallClockWatch {
  readonly #options: WallClockWatchOptions;
  #offsetMs: number;
  #sync: ClockSync | null = null;

  constructor(options: WallClockWatchOptions) {
    this.#options = options;
    this.#offsetMs = this.#readOffset();
  }

  /** What the system last said of its clock, for a journal that has just been opened; null before it has. */
  get sampled(): JournalEvent | null {
    return this.#sync && { type: 'clock.sampled', wallMs: this.#options.clock.wallMs(), ...this.#sync };
  }

  /** Asks the system, which takes up to some seconds, and tells. */
  async sample(): Promise<void> {
    this.#sync = await readClockSync();
    if (this.sampled) this.#options.tell(this.sampled);
  }

  lookForJump(): void {
    const offsetMs = this.#readOffset();
    const byMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    if (Math.abs(byMs) < CLOCK_JUMP_MS) return;
    this.#options.log.warn({ byMs }, 'the wall clock was set');
    this.#options.tell({ type: 'clock.jumped', byMs: Math.round(byMs) });
    void this.sample();
  }

  #readOffset(): number {
    return this.#options.clock.wallMs() - this.#options.clock.monoUs() / 1000;
  }
}
