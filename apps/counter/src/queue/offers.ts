import { type Actor, AppError, assertNever, type OfferId, type SessionId, type StaffId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Offer } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { lockSession } from '../sessions/session-row.ts';
import { lockOneStaff, release } from './staff-row.ts';

export const OfferEnd = { declined: 'declined', timedOut: 'timed_out', withdrawn: 'withdrawn' } as const;
export type OfferEnd = (typeof OfferEnd)[keyof typeof OfferEnd];

const SYSTEM: Actor = { kind: 'system' };

/** A staff member's own offer; somebody else's looks as if it did not exist. */
export async function ownOffer(core: Core, staffId: StaffId, offerId: OfferId): Promise<SessionId> {
  const offer = await core.database.read((prisma) => prisma.offer.findUnique({ where: { id: offerId } }));
  if (offer === null || offer.staffId !== staffId) throw new AppError('not_found');
  return offer.sessionId as SessionId;
}

/** The agent says no; the next one is rung. Throws `not_found`, `wrong_state`. */
export async function declineOffer(core: Core, staffId: StaffId, offerId: OfferId): Promise<void> {
  const sessionId = await ownOffer(core, staffId, offerId);
  await core.database.transaction(async (tx) => {
    await lockSession(tx, sessionId);
    const offer = await tx.offer.findUniqueOrThrow({ where: { id: offerId } });
    if (offer.status === 'declined') return;
    if (offer.status !== 'ringing') throw new AppError('wrong_state');
    await endRinging(core, tx, offer, OfferEnd.declined, { kind: 'staff', id: staffId });
  });
}

/** Ends offers that rang long enough, so that the next agent is rung. */
export async function timeOutOffers(core: Core): Promise<void> {
  const due = await core.database.read((prisma) =>
    prisma.offer.findMany({
      where: { status: 'ringing', ringsUntil: { lte: new Date(core.clock()) } },
      select: { id: true, sessionId: true },
      take: 100,
    }),
  );
  for (const { id, sessionId } of due) {
    await core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId as SessionId);
      const offer = await tx.offer.findUniqueOrThrow({ where: { id } });
      if (offer.status !== 'ringing' || offer.ringsUntil.getTime() > core.clock()) return;
      await endRinging(core, tx, offer, OfferEnd.timedOut, SYSTEM);
    });
  }
}

/** Takes back whatever rings for the session; its row must be locked. */
export async function withdrawOffers(core: Core, tx: Tx, sessionId: SessionId): Promise<void> {
  const ringing = await tx.offer.findMany({ where: { sessionId, status: 'ringing' } });
  for (const offer of ringing) await endRinging(core, tx, offer, OfferEnd.withdrawn, SYSTEM);
}

/** An offer comes to nothing: its ticket waits on, its agent is free. The session's row must be locked. */
export async function endRinging(core: Core, tx: Tx, offer: Offer, end: OfferEnd, actor: Actor): Promise<void> {
  const staff = await lockOneStaff(tx, offer.staffId as StaffId);
  await tx.offer.update({ where: { id: offer.id }, data: { status: end, endedAt: new Date(core.clock()) } });
  await tx.ticket.updateMany({ where: { id: offer.ticketId, status: 'offered' }, data: { status: 'waiting' } });
  await core.log.append(tx, offer.sessionId as SessionId, endEntry(offer, end, actor));
  // It was not theirs to answer: they keep the turn they had.
  const idleSince = end === OfferEnd.withdrawn ? offer.idleSince.getTime() : undefined;
  if (staff.status === 'ringing') await release(core, tx, staff, idleSince);
  afterCommit(tx, () => core.changes.queueChanged());
}

function endEntry(offer: Offer, end: OfferEnd, actor: Actor): LogEntry {
  const payload = { offerId: offer.id as OfferId, staffId: offer.staffId as StaffId };
  switch (end) {
    case OfferEnd.declined:
      return { actor, type: 'offer.declined', payload };
    case OfferEnd.timedOut:
      return { actor, type: 'offer.timed_out', payload };
    case OfferEnd.withdrawn:
      return { actor, type: 'offer.withdrawn', payload };
    default:
      return assertNever(end);
  }
}

/** How many tickets of the skill come before it, and it: 1 is next. */
export async function placeOf(
  tx: Pick<Tx, 'ticket'>,
  ticket: { readonly number: string; readonly skill: string; readonly issuedAt: Date },
): Promise<number> {
  const before = await tx.ticket.count({
    where: {
      skill: ticket.skill,
      status: { in: ['waiting', 'offered'] },
      OR: [{ issuedAt: { lt: ticket.issuedAt } }, { issuedAt: ticket.issuedAt, number: { lt: ticket.number } }],
    },
  });
  return before + 1;
}
