import { type CheckEngine, type LiveCheck, newId, type TrackId, type WarningId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import { endOf, type Raised, readWarnings } from './open-warnings.ts';
import type { CallFacts, TrackChange } from './watched-call.ts';

/** More than this in one session helps nobody: the log keeps what has been said, and a person has been told often enough. */
const MAX_IN_SESSION = 200;

const MEASURED: CheckEngine = { name: 'guichet-measures', version: '1' };

interface Found extends TrackChange {
  readonly confirmed: boolean | null;
  /** Null: our own measurement. */
  readonly engine: CheckEngine | null;
}

/** Writes warnings into the log, one of each kind for each track at a time, and ends them. */
export class WarningBook {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** @returns null where it is open already, where the call is over, or where there were too many */
  async raise(call: CallFacts, { trackId, participantId, role, change, confirmed, engine }: Found): Promise<WarningId | null> {
    return this.#core.database.transaction(async (tx) => {
      const live = await tx.call.findFirst({
        where: { id: call.callId, status: 'live', recordingId: call.recordingId },
        select: { id: true },
      });
      if (live === null) return null;
      const known = await readWarnings(tx, call.sessionId);
      const isOpen = known.some(({ raised, untilMs }) => untilMs === null && isOf(raised, change.check, trackId));
      if (isOpen || known.length >= MAX_IN_SESSION) return null;
      const warningId = newId('wrn');
      await this.#core.log.append(tx, call.sessionId, {
        actor: { kind: 'system' },
        type: 'warning.raised',
        mediaAt: change.fromMs,
        payload: {
          ...{ warningId, recordingId: call.recordingId, participantId, confirmed, nodeRunId: null },
          observation: {
            ...{ check: change.check, role, trackId, fromMs: change.fromMs, untilMs: null, value: change.value },
            engine: engine ?? MEASURED,
            confidence: null,
          },
        },
      });
      return warningId;
    });
  }

  /** Ends it where it is open. */
  async end(call: CallFacts, { trackId, change }: TrackChange): Promise<void> {
    if (change.type !== 'ended') return;
    await this.#core.database.transaction(async (tx) => {
      const known = await readWarnings(tx, call.sessionId);
      const open = known.find(({ raised, untilMs }) => untilMs === null && isOf(raised, change.check, trackId));
      if (open === undefined) return;
      await this.#core.log.append(tx, call.sessionId, endOf(open.raised, change.untilMs, 'mended', change.value));
    });
  }

  /** Ends what a counter before this one left open and nobody watches any more: what still is wrong is found again. */
  async endUnwatched(call: CallFacts, atMs: number): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      const known = await readWarnings(tx, call.sessionId);
      const open = known.filter(({ raised, untilMs }) => untilMs === null && raised.observation.trackId !== null);
      await this.#core.log.appendMany(
        tx,
        call.sessionId,
        open.map(({ raised }) => endOf(raised, atMs, 'gone')),
      );
    });
  }
}

const isOf = ({ observation }: Raised, check: LiveCheck, trackId: TrackId): boolean =>
  observation.check === check && observation.trackId === trackId;
