import { newId, type SessionId, type StaffId, type TicketId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { lockOneStaff, setStatus } from './staff-row.ts';

/** Held while one pair is found, so that two instances of the counter don't find the same. Any number, the same in all. */
const MATCHING_LOCK = 7_318_010;
/** Tickets that are looked at in one go; those behind them have longer to wait than the next look. */
const MAX_TICKETS = 500;
/** Pairs made in one go, lest a fault here keeps the counter busy for ever. */
const MAX_PAIRS = 100;

interface WaitingTicket {
  readonly id: string;
  readonly sessionId: string;
  readonly skill: string;
}

interface IdleAgent {
  readonly id: string;
  readonly skills: readonly string[];
}

/** That an agent was rung for a ticket and said no or nothing. */
interface Pass {
  readonly ticketId: string;
  readonly staffId: string;
  readonly times: number;
  readonly lastAt: number;
}

export interface Pair {
  readonly ticketId: TicketId;
  readonly sessionId: SessionId;
  readonly staffId: StaffId;
}

/**
 * Whom to ring for which ticket. Tickets in the order they were issued; of the idle agents with the skill the one who passed on it
 * least often, so that nobody is asked again before all were, and among those the one who has been idle longest. `agents` come in that
 * order. Whoever passed gets a pause before being asked again.
 */
export function findPair(
  tickets: readonly WaitingTicket[],
  agents: readonly IdleAgent[],
  passes: readonly Pass[],
  { now, askAgainMs }: { readonly now: number; readonly askAgainMs: number },
): Pair | null {
  for (const ticket of tickets) {
    const passOf = (agent: IdleAgent) => passes.find((pass) => pass.ticketId === ticket.id && pass.staffId === agent.id);
    const timesOf = (agent: IdleAgent) => passOf(agent)?.times ?? 0;
    const skilled = agents.filter((agent) => agent.skills.includes(ticket.skill));
    const fewest = Math.min(...skilled.map(timesOf));
    const chosen = skilled.find((agent) => timesOf(agent) === fewest && (passOf(agent)?.lastAt ?? -Infinity) + askAgainMs <= now);
    if (chosen !== undefined)
      return { ticketId: ticket.id as TicketId, sessionId: ticket.sessionId as SessionId, staffId: chosen.id as StaffId };
  }
  return null;
}

/** Rings agents until nobody is left to ring, or to be rung for. */
export async function matchAll(core: Core): Promise<void> {
  for (let pairs = 0; pairs < MAX_PAIRS; pairs++) {
    if (!(await matchOne(core))) return;
  }
}

async function matchOne(core: Core): Promise<boolean> {
  return core.database.transaction(async (tx) => {
    // Whoever holds the lock waits for sessions and staff, but nobody who holds those waits for it.
    await tx.$executeRaw`select pg_advisory_xact_lock(${MATCHING_LOCK})`;
    const tickets = await waitingTickets(core, tx);
    if (tickets.length === 0) return false;
    const agents = await idleAgents(core, tx);
    if (agents.length === 0) return false;
    const passes = await passesOf(tx, tickets);
    const pair = findPair(tickets, agents, passes, { now: core.clock(), askAgainMs: core.settings.askAgainMs });
    if (pair === null) return false;
    // Nothing is offered when one of them changed while we waited for their rows: the next look sees it.
    await makeOffer(core, tx, pair);
    return true;
  });
}

async function waitingTickets(core: Core, tx: Tx): Promise<WaitingTicket[]> {
  const now = core.clock();
  return tx.ticket.findMany({
    where: {
      status: 'waiting',
      OR: [{ offerFrom: null }, { offerFrom: { lte: new Date(now) } }],
      session: { status: 'waiting', pageSeenAt: { gt: new Date(now - core.settings.customerAwayMs) } },
    },
    orderBy: [{ issuedAt: 'asc' }, { number: 'asc' }],
    take: MAX_TICKETS,
    select: { id: true, sessionId: true, skill: true },
  });
}

async function idleAgents(core: Core, tx: Tx): Promise<IdleAgent[]> {
  return tx.staff.findMany({
    where: {
      status: 'idle',
      active: true,
      roles: { has: 'agent' },
      pageSeenAt: { gt: new Date(core.clock() - core.settings.agentGoneMs) },
    },
    orderBy: [{ statusSince: 'asc' }, { id: 'asc' }],
    select: { id: true, skills: true },
  });
}

async function passesOf(tx: Tx, tickets: readonly WaitingTicket[]): Promise<Pass[]> {
  const groups = await tx.offer.groupBy({
    by: ['ticketId', 'staffId'],
    where: { ticketId: { in: tickets.map(({ id }) => id) }, status: { in: ['declined', 'timed_out'] } },
    _count: { _all: true },
    _max: { endedAt: true },
  });
  return groups.map(({ ticketId, staffId, _count, _max }) => ({
    ticketId,
    staffId,
    times: _count._all,
    lastAt: _max.endedAt?.getTime() ?? 0,
  }));
}

async function makeOffer(core: Core, tx: Tx, { ticketId, sessionId, staffId }: Pair): Promise<void> {
  const { clock, settings, log, changes } = core;
  await lockSession(tx, sessionId);
  const staff = await lockOneStaff(tx, staffId);
  const ticket = await tx.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  if (ticket.status !== 'waiting' || staff.status !== 'idle') return;

  const offerId = newId('ofr');
  const now = clock();
  await tx.offer.create({
    data: {
      id: offerId,
      ticketId,
      sessionId,
      staffId,
      status: 'ringing',
      ringsUntil: new Date(now + settings.ringMs),
      idleSince: new Date(staff.statusSince),
    },
  });
  await tx.ticket.update({ where: { id: ticketId }, data: { status: 'offered' } });
  await setStatus(core, tx, staffId, { status: 'ringing' });
  await log.append(tx, sessionId, {
    actor: { kind: 'system' },
    type: 'offer.made',
    payload: { offerId, ticketId, staffId, ringMs: settings.ringMs },
  });
  afterCommit(tx, () => changes.queueChanged());
}
