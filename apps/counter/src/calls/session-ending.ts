import { type Actor, type CallId, type SessionEndReason, type SessionId, type StaffId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import { lockStaff, setStatus } from '../queue/staff-row.ts';
import { dropTickets } from '../queue/tickets.ts';
import type { Core } from '../sessions/core.ts';
import { isFinal } from '../sessions/session-projection.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import type { CheckRooms } from './check-rooms.ts';
import { touchMedia } from './participants.ts';
import type { Transfers } from './transfers.ts';

/** How a session ends, from wherever it stands and by whomever. */
export class SessionEnding {
  readonly #core: Core;
  readonly #transfers: Transfers;
  readonly #checkRooms: CheckRooms;
  readonly #kick: (callId: CallId) => void;

  constructor(core: Core, transfers: Transfers, checkRooms: CheckRooms, kick: (callId: CallId) => void) {
    this.#core = core;
    this.#transfers = transfers;
    this.#checkRooms = checkRooms;
    this.#kick = kick;
  }

  /**
   * Ends a session; one that has ended stays as it is. `authorise` sees the session as it is locked: it throws when the asker may not end
   * it, and returns false when it need not end (any more).
   */
  async end(
    sessionId: SessionId,
    actor: Actor,
    reason: SessionEndReason,
    authorise: (tx: Tx, session: SessionRow) => Promise<boolean> | boolean,
  ): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      if (!(await authorise(tx, session)) || isFinal(session.status)) return;
      await this.endIn(tx, session, actor, reason);
    });
  }

  /** The same in a transaction of somebody else's, who has locked the session. */
  async endIn(tx: Tx, session: SessionRow, actor: Actor, reason: SessionEndReason): Promise<void> {
    if (isFinal(session.status)) return;
    const { log } = this.#core;
    // All at once and in order: two sessions that end at the same time may share two people.
    const staff = await lockStaff(tx, await this.#involved(tx, session));
    if (session.status === 'waiting') await dropTickets(this.#core, tx, session.id);
    if (session.status === 'in_call') {
      await this.#transfers.cancelOpen(tx, session.id);
      await this.endCallIn(tx, session.id, actor);
    } else if (session.agentId === null) {
      // A virtual agent's call is not begun before its room is open.
      await this.endCallIn(tx, session.id, actor);
    }
    await log.append(tx, session.id, { actor, type: 'session.ended', payload: { reason } });
    await this.#checkRooms.closeAll(tx, session.id);

    const agent = session.agentId === null ? undefined : staff.get(session.agentId);
    if (session.status !== 'in_call' || agent === undefined) return;
    // Somebody whose page was gone so long that they count as offline does not come back by this.
    const status = agent.status === 'busy' ? 'wrap_up' : agent.status;
    await setStatus(this.#core, tx, agent.id, { status });
  }

  async #involved(tx: Tx, session: SessionRow): Promise<StaffId[]> {
    const offers = await tx.offer.findMany({ where: { sessionId: session.id, status: 'ringing' }, select: { staffId: true } });
    const transfers = await tx.transfer.findMany({
      where: { sessionId: session.id, status: { in: ['requested', 'accepted'] } },
      select: { toStaffId: true },
    });
    const ids = [
      ...offers.map(({ staffId }) => staffId),
      ...transfers.map(({ toStaffId }) => toStaffId),
      ...(session.agentId === null ? [] : [session.agentId]),
    ];
    return ids as StaffId[];
  }

  /** Ends the call and nothing else; the session's row must be locked. */
  async endCallIn(tx: Tx, sessionId: SessionId, actor: Actor): Promise<void> {
    const { log, clock } = this.#core;
    const call = await tx.call.findFirst({ where: { sessionId, status: { in: ['opening', 'live'] } } });
    if (call === null) return;
    const callId = call.id as CallId;
    await tx.call.update({ where: { id: callId }, data: { status: 'ended', endedAt: new Date(clock()) } });
    await touchMedia(tx, callId);
    // A call whose room never opened has not started either.
    if (call.status === 'live') await log.append(tx, sessionId, { actor, type: 'call.ended', payload: { callId } });
    afterCommit(tx, () => this.#kick(callId));
  }
}
