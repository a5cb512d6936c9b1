import { AppError } from '@guichet/protocol';
import type { CallMedia } from '../calls/call-media.ts';
import type { CallRecovery } from '../calls/call-recovery.ts';
import type { CheckRooms } from '../calls/check-rooms.ts';
import type { Transfers } from '../calls/transfers.ts';
import type { FlowEffects } from '../flows/flow-effects.ts';
import { fireTimers } from '../flows/flow-timers.ts';
import type { Core } from '../sessions/core.ts';
import { ClockJumps, shiftDeadlines } from './clock-jumps.ts';
import { matchAll } from './matching.ts';
import { timeOutOffers } from './offers.ts';
import type { Presence } from './presence.ts';

interface SweeperParts {
  readonly presence: Presence;
  readonly transfers: Transfers;
  readonly calls: CallMedia;
  readonly recovery: CallRecovery;
  readonly checkRooms: CheckRooms;
  readonly flowEffects: FlowEffects;
  readonly monotonicMs: () => number;
}

/**
 * Everything that happens because time passes. Nothing is kept in timers: each look reads from rows what is due, so that a counter that was
 * away goes on where it stood. What waits for media nodes has a round of its own, lest a slow node delays the ringing.
 */
export class Sweeper {
  readonly #core: Core;
  readonly #parts: SweeperParts;
  readonly #jumps: ClockJumps;
  readonly #rounds = new Map<string, Round>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(core: Core, parts: SweeperParts) {
    this.#core = core;
    this.#parts = parts;
    this.#jumps = new ClockJumps(core.clock, parts.monotonicMs);
    core.changes.onQueue(() => {
      if (this.#timer !== undefined) void this.#round('match', () => this.#try('match', () => matchAll(core)));
    });
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.tick(), this.#core.settings.sweepEveryMs);
    void this.tick();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all([...this.#rounds.values()].map((round) => round.running));
    await this.#parts.calls.idle();
    await this.#parts.flowEffects.idle();
  }

  /** One look at everything that is due now. */
  async tick(): Promise<void> {
    await Promise.all([
      this.#round('time', () => this.#time()),
      this.#round('match', () => this.#try('match', () => matchAll(this.#core))),
      this.#round('media', () => this.#media()),
      this.#round('effects', () => this.#try('effects', () => this.#parts.flowEffects.sweep())),
    ]);
  }

  async #time(): Promise<void> {
    const jumpMs = this.#jumps.take();
    if (jumpMs !== 0) {
      this.#core.logger.warn({ jumpMs }, 'the wall clock was set; running deadlines are moved with it');
      this.#parts.presence.shift(jumpMs);
      await this.#try('clock', () => shiftDeadlines(this.#core.database, jumpMs));
    }
    await this.#try('offers', () => timeOutOffers(this.#core));
    await this.#try('transfers', () => this.#parts.transfers.sweep());
    await this.#try('timers', () => fireTimers(this.#core));
    await this.#try('presence', () => this.#parts.presence.sweep());
    await this.#round('match', () => this.#try('match', () => matchAll(this.#core)));
  }

  async #media(): Promise<void> {
    await this.#try('calls', () => this.#parts.calls.sweep());
    await this.#try('recovery', () => this.#parts.recovery.sweep());
    await this.#try('checkRooms', () => this.#parts.checkRooms.sweep());
  }

  /** Runs one of its kind at a time; asked for meanwhile, it runs once more. */
  async #round(name: string, work: () => Promise<void>): Promise<void> {
    const round = this.#rounds.get(name);
    if (round !== undefined) {
      round.again = true;
      return round.running;
    }
    const mine: Round = { again: false, running: Promise.resolve() };
    this.#rounds.set(name, mine);
    mine.running = (async () => {
      do {
        mine.again = false;
        await work();
      } while (mine.again);
    })().finally(() => this.#rounds.delete(name));
    return mine.running;
  }

  async #try(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { code } = AppError.from(error);
      // The database is away, or a node: the next look comes in a moment.
      this.#core.logger[code === 'internal' ? 'error' : 'warn']({ what, code, err: error }, 'a look at what is due failed');
    }
  }
}

interface Round {
  again: boolean;
  running: Promise<void>;
}
