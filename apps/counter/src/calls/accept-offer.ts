import { AppError, type CallId, newId, type OfferId, type StaffId } from '@guichet/protocol';
import { afterCommit } from '../database/database.ts';
import { ownOffer } from '../queue/offers.ts';
import { lockOneStaff, setStatus } from '../queue/staff-row.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';

/**
 * The agent takes the customer: the session is theirs, and a call is to be opened (its row says so). Accepting again what one has accepted
 * changes nothing. Throws `not_found` for an offer of somebody else, `wrong_state` when it rings no more.
 */
export async function acceptOffer(core: Core, staffId: StaffId, offerId: OfferId): Promise<CallId> {
  const { database, log, clock, changes } = core;
  const sessionId = await ownOffer(core, staffId, offerId);
  return database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    const staff = await lockOneStaff(tx, staffId);
    const offer = await tx.offer.findUniqueOrThrow({ where: { id: offerId } });
    if (offer.status === 'accepted' && session.status === 'in_call' && session.agentId === staffId) {
      const call = await tx.call.findFirst({ where: { sessionId, status: { in: ['opening', 'live'] } } });
      if (call !== null) return call.id as CallId;
    }
    if (offer.status !== 'ringing' || offer.ringsUntil.getTime() <= clock() || session.status !== 'waiting')
      throw new AppError('wrong_state');

    const at = new Date(clock());
    const callId = newId('cal');
    await tx.offer.update({ where: { id: offerId }, data: { status: 'accepted', endedAt: at } });
    await tx.ticket.update({ where: { id: offer.ticketId }, data: { status: 'served', endedAt: at } });
    await setStatus(core, tx, staffId, { status: 'busy', nextStatus: staff.nextStatus });
    await log.append(tx, sessionId, { actor: { kind: 'staff', id: staffId }, type: 'offer.accepted', payload: { offerId, staffId } });
    await tx.call.create({
      data: { id: callId, sessionId, recordingId: newId('rec'), status: 'opening', startedAt: at, mediaVersion: 1, mediaPending: true },
    });
    afterCommit(tx, () => changes.queueChanged());
    return callId;
  });
}
