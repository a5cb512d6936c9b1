import { AppError } from '@guichet/protocol';
import type { MediaState } from './connection-state.ts';
import type { RtcLogger } from './logger.ts';
import { DIRECTIONS, type Direction, type MediaSession } from './media-session.ts';
import { packetsArrived } from './quality/counters.ts';

const LOOK_EVERY_MS = 400;
/**
 * A sender gets transport-wide feedback many times a second: so long without a single packet is suspicious, and a restart of ICE is cheap
 * (30 ms, nothing freezes). ICE itself would take more than twice as long to notice.
 */
const STALLED_AFTER_MS = 1_000;
/** People are told a little later: what mends itself by then was no interruption. */
const TELL_AFTER_MS = 1_500;
const RESTART_DEADLINE_MS = 2_500;
/** A restart needs a few round trips to show an effect. */
const RESTART_AGAIN_AFTER_MS = 2_000;

interface IceKeeperOptions {
  readonly session: MediaSession;
  readonly log: RtcLogger;
  readonly onState: (state: MediaState) => void;
  /** The node did not answer in time: the socket is as dead as the media. */
  readonly onSilent: () => void;
  readonly now?: () => number;
}

/** Keeps packets flowing through one session: notices when they stop, and restarts ICE until they flow again. */
export class IceKeeper {
  readonly #options: IceKeeperOptions;
  readonly #now: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #restarting = new Set<Direction>();
  #state: MediaState = 'new';
  #lastRestartMs = -Infinity;
  #arrived: number | null = null;
  #arrivedAtMs: number;
  #looking = false;
  #closed = false;

  constructor(options: IceKeeperOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#arrivedAtMs = this.#now();
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  get state(): MediaState {
    return this.#state;
  }

  /** A transport changed its state. */
  changed(): void {
    this.#tell();
    if (this.#broken) void this.restart('a transport is down');
  }

  /** Restarts ICE both ways at once. */
  async restart(reason: string): Promise<void> {
    const { session, log, onSilent } = this.#options;
    if (this.#closed) return;
    this.#lastRestartMs = this.#now();
    const due = DIRECTIONS.filter((direction) => !this.#restarting.has(direction) && session.connectionState(direction) !== 'new');
    if (due.length > 0) log.info({ reason, generation: session.generation }, 'restarting ICE');
    await Promise.all(
      due.map(async (direction) => {
        this.#restarting.add(direction);
        try {
          await session.restartIce(direction, RESTART_DEADLINE_MS);
        } catch (thrown) {
          const error = AppError.from(thrown);
          log.debug({ direction, code: error.code }, 'ICE could not be restarted');
          if (error.code === 'deadline_exceeded' && !this.#closed) onSilent();
        } finally {
          this.#restarting.delete(direction);
        }
      }),
    );
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  get #broken(): boolean {
    return DIRECTIONS.some((direction) => ['disconnected', 'failed'].includes(this.#options.session.connectionState(direction)));
  }

  /** How long nothing has arrived although something should. */
  get #stalledMs(): number {
    const { session } = this.#options;
    const expectsFeedback = session.sending && session.connectionState('send') === 'connected' && this.#arrived !== null;
    return expectsFeedback ? this.#now() - this.#arrivedAtMs : 0;
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    try {
      await this.#count();
    } catch {
      // The transport was closed under the look: its session ends anyway.
    } finally {
      this.#looking = false;
    }
    if (this.#closed) return;
    this.#tell();
    const stalled = this.#stalledMs >= STALLED_AFTER_MS;
    if ((this.#broken || stalled) && this.#now() - this.#lastRestartMs >= RESTART_AGAIN_AFTER_MS) {
      void this.restart(stalled ? 'no packet arrives' : 'a transport is down');
    }
  }

  async #count(): Promise<void> {
    const { session } = this.#options;
    // Silence counts from when something began to be sent, not from a mute.
    const arrived = session.sending ? packetsArrived(await session.stats('send')) : null;
    if (arrived === null || arrived !== this.#arrived) this.#arrivedAtMs = this.#now();
    this.#arrived = arrived;
  }

  #tell(): void {
    const state = this.#measure();
    if (state === this.#state || this.#closed) return;
    this.#state = state;
    this.#options.onState(state);
  }

  #measure(): MediaState {
    const { session } = this.#options;
    const states = DIRECTIONS.map((direction) => session.connectionState(direction)).filter((state) => state !== 'new');
    if (this.#broken || this.#stalledMs >= TELL_AFTER_MS) return this.#state === 'new' ? 'new' : 'interrupted';
    if (states.includes('connecting')) return this.#state;
    return states.includes('connected') ? 'connected' : this.#state;
  }
}
