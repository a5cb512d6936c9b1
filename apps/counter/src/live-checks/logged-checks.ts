import type { RecordingId, SessionEvent, SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import type { LogEntry, LogFollower, LogFollowing } from '../sessions/session-log.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import { judgeLogged, type LogSoFar } from './judge-logged.ts';
import { type Raised, readWarnings } from './open-warnings.ts';

/**
 * What the log alone shows to be wrong: nothing is written any more, a line was ticked too fast or skipped, a document was turned away too soon. It also ends
 * warnings whose subject is gone, in the transaction that says so: no warning outlives its camera, its step or its call, whatever dies in between.
 */
export class LoggedChecks implements LogFollower {
  begin(tx: Tx, session: SessionRow): LogFollowing {
    return new LoggedChecksFollowing(tx, session.id);
  }
}

/** The same over one append. */
class LoggedChecksFollowing implements LogFollowing, LogSoFar {
  readonly #tx: Tx;
  readonly #sessionId: SessionId;
  /** Warnings of this append, which the table does not have yet. */
  readonly #fresh: SessionEvent[] = [];

  constructor(tx: Tx, sessionId: SessionId) {
    this.#tx = tx;
    this.#sessionId = sessionId;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async follow(event: SessionEvent): Promise<readonly LogEntry[]> {
    if (event.type === 'warning.raised' || event.type === 'warning.ended') {
      this.#fresh.push(event);
      return [];
    }
    return judgeLogged(event, this);
  }

  async open(): Promise<Raised[]> {
    const known = await readWarnings(this.#tx, this.#sessionId, this.#fresh);
    return known.flatMap(({ raised, untilMs }) => (untilMs === null ? [raised] : []));
  }

  async recordingId(): Promise<RecordingId | null> {
    const call = await this.#tx.call.findFirst({ where: { sessionId: this.#sessionId, status: 'live' }, select: { recordingId: true } });
    return call === null ? null : (call.recordingId as RecordingId);
  }

  async enteredAs(nodeRunId: string): Promise<string | null> {
    const [event] = await this.#eventsOf('flow.node_entered', nodeRunId, 1);
    return event?.type === 'flow.node_entered' ? event.payload.nodeType : null;
  }

  marksOf(nodeRunId: string): Promise<SessionEvent[]> {
    return this.#eventsOf('flow.marked', nodeRunId, 20);
  }

  /** The newest first. */
  async #eventsOf(type: SessionEvent['type'], nodeRunId: string, take: number): Promise<SessionEvent[]> {
    const rows = await this.#tx.sessionEvent.findMany({
      where: { sessionId: this.#sessionId, type, payload: { path: ['nodeRunId'], equals: nodeRunId } },
      orderBy: { seq: 'desc' },
      take,
    });
    return rows.map(fromEventRow);
  }
}
