import { AppError, newId, type SessionId, type TicketId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import { GatedSteps } from '../flows/gated-steps.ts';
import { bankDay, readBank } from '../sessions/bank.ts';
import { requireConsent } from '../sessions/consent.ts';
import type { Core } from '../sessions/core.ts';
import { nextTicketNumber } from '../sessions/number-series.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import { placeOf, withdrawOffers } from './offers.ts';

const IN_QUEUE = ['waiting', 'offered'];

/** Gives the customer a place in the queue; whoever has one keeps it. Throws `consent_required`, `wrong_state`. */
export async function takeTicket(core: Core, sessionId: SessionId): Promise<void> {
  await core.database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    requireConsent(session);
    if (session.status === 'waiting') return;
    if (session.status !== 'ready') throw new AppError('wrong_state');
    await core.flows.requireOpen(tx, session, GatedSteps.ticket);
    await issueTicket(core, tx, session);
  });
}

/** Puts the session, whose row must be locked, into a queue: of the skill, or of its service's. Returns the ticket's number. */
export async function issueTicket(core: Core, tx: Tx, session: SessionRow, skill?: string): Promise<string> {
  const { log, clock, changes } = core;
  const sessionId = session.id;
  const service = await tx.serviceType.findUniqueOrThrow({ where: { id: session.serviceTypeId } });
  const issuedAt = new Date(clock());
  const day = bankDay(issuedAt.getTime(), (await readBank(tx)).timeZone);
  const ticket = {
    id: newId('tkt'),
    sessionId,
    skill: skill ?? service.skill,
    number: await nextTicketNumber(tx, service.ticketPrefix, day),
    status: 'waiting',
    issuedAt,
  };
  await tx.ticket.create({ data: ticket });
  const place = await placeOf(tx, ticket);
  await log.append(tx, sessionId, {
    actor: { kind: 'customer' },
    type: 'ticket.issued',
    payload: { ticketId: ticket.id, number: ticket.number, place },
  });
  afterCommit(tx, () => changes.queueChanged());
  return ticket.number;
}

/** The customer gives their place up; whoever is being rung for it stops ringing. Throws `wrong_state`. */
export async function leaveQueue(core: Core, sessionId: SessionId): Promise<void> {
  await core.database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    if (session.status === 'ready') return;
    if (session.status !== 'waiting') throw new AppError('wrong_state');
    await dropTickets(core, tx, sessionId);
  });
}

/** Takes the session out of the queue; its row must be locked. */
export async function dropTickets(core: Core, tx: Tx, sessionId: SessionId): Promise<void> {
  await withdrawOffers(core, tx, sessionId);
  const tickets = await tx.ticket.findMany({ where: { sessionId, status: { in: IN_QUEUE } } });
  for (const ticket of tickets) {
    await tx.ticket.update({ where: { id: ticket.id }, data: { status: 'left', endedAt: new Date(core.clock()) } });
    await core.log.append(tx, sessionId, {
      actor: { kind: 'customer' },
      type: 'ticket.left',
      payload: { ticketId: ticket.id as TicketId },
    });
  }
  if (tickets.length > 0) afterCommit(tx, () => core.changes.queueChanged());
}
