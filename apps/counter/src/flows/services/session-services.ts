import { ConsentKind, type SessionEndReason } from '@guichet/protocol';
import { effectContracts } from '@guichet/workflow';
import type { SessionEnding } from '../../calls/session-ending.ts';
import type { Tx } from '../../database/database.ts';
import { placeOf } from '../../queue/offers.ts';
import { dropTickets, issueTicket } from '../../queue/tickets.ts';
import type { Core } from '../../sessions/core.ts';
import { noticesInForce } from '../../sessions/notices.ts';
import { lockSession, type SessionRow } from '../../sessions/session-row.ts';
import type { EffectAnswer, FlowServices } from '../flow-services.ts';
import { openForVirtualAgent, type VirtualAgentCalls } from './speech-services.ts';

const SYSTEM = { kind: 'system' } as const;

interface Parts {
  readonly ending: SessionEnding;
  readonly speech: VirtualAgentCalls;
}

/** What flows ask of the session itself: notices, its place in the queue, its call, its end. All of it happens in the transaction that notes the answer. */
export function registerSessionServices(services: FlowServices, core: Core, { ending, speech }: Parts): void {
  services.register('consent.show', {
    where: 'inside',
    run: (tx, session, { payload }) => showNotice(core, tx, session, effectContracts['consent.show'].payload.parse(payload).kind),
  });

  // The page opens its own check room; nothing has to be there before it asks.
  services.register('check.start', { where: 'inside', run: () => Promise.resolve({ ok: true }) });

  services.register('ticket.issue', {
    where: 'inside',
    run: async (tx, session, { payload }) => {
      const { skill, instead } = effectContracts['ticket.issue'].payload.parse(payload);
      if (instead && session.status === 'waiting') await dropTickets(core, tx, session.id);
      await endVirtualCall(ending, tx, session);
      return takePlace(core, tx, await lockSession(tx, session.id), skill);
    },
  });

  services.register('call.open', {
    where: 'inside',
    run: async (tx, session, { payload }) => {
      const { with: partner } = effectContracts['call.open'].payload.parse(payload);
      if (partner === 'virtual_agent') return openForVirtualAgent(core, tx, session, speech);
      // Agents open calls by accepting offers.
      if (session.status !== 'in_call') return { ok: false, code: 'not_available' };
      const call = await tx.call.findFirst({ where: { sessionId: session.id, status: { in: ['opening', 'live'] } } });
      if (call === null) return { ok: false, code: 'wrong_state' };
      const confirmed = await tx.recording.count({ where: { callId: call.id, status: 'recording' } });
      return { ok: true, live: call.status === 'live', recording: confirmed > 0 };
    },
  });

  services.register('call.close', {
    where: 'inside',
    run: async (tx, session) => {
      await ending.endCallIn(tx, session.id, SYSTEM);
      return { ok: true };
    },
  });

  services.register('session.end', {
    where: 'inside',
    run: async (tx, session, { payload }) => {
      const { outcome } = effectContracts['session.end'].payload.parse(payload);
      const reason: SessionEndReason = outcome === 'refused' && session.status !== 'in_call' ? 'refused' : 'completed';
      await ending.endIn(tx, session, SYSTEM, reason);
      return { ok: true };
    },
  });

  services.register('agent.escalate', {
    where: 'inside',
    run: async (tx, session, { payload }) => {
      const { skill, staffId } = effectContracts['agent.escalate'].payload.parse(payload);
      // The agent who is there finds the colleague (`transfer.request`); the step hears of it when they have come.
      if (session.status === 'in_call' && session.agentId !== null) return { ok: true };
      // A queue rings whoever has the skill, not one certain person.
      if (staffId !== null) return { ok: false, code: 'not_available' };
      await endVirtualCall(ending, tx, session);
      const { ok, ...rest } = await takePlace(core, tx, await lockSession(tx, session.id), skill);
      return ok ? { ok } : { ok, code: 'wrong_state', ...rest };
    },
  });
}

async function showNotice(core: Core, tx: Tx, session: SessionRow, kind: string): Promise<EffectAnswer> {
  const known = ConsentKind.safeParse(kind);
  const notice = (await noticesInForce(tx, session.serviceTypeId, session.language, core.clock())).find(
    (candidate) => candidate.kind === known.data,
  );
  if (notice === undefined) return { ok: false, code: 'not_available' };
  const { textVersion, textHash, language } = notice;
  const shown = await tx.sessionEvent.count({
    where: {
      sessionId: session.id,
      type: 'notice.shown',
      AND: [{ payload: { path: ['textHash'], equals: textHash } }, { payload: { path: ['language'], equals: language } }],
    },
  });
  if (shown === 0) {
    const payload = { kind: notice.kind, textVersion, textHash, language };
    await core.log.append(tx, session.id, { actor: SYSTEM, type: 'notice.shown', payload });
  }
  return { ok: true, textVersion, decision: session.accepted.includes(notice.kind) ? 'accepted' : null };
}

/** A virtual agent has nobody to hand over to: whoever is to wait for a person leaves its call, also one whose room is still being opened. */
async function endVirtualCall(ending: SessionEnding, tx: Tx, session: SessionRow): Promise<void> {
  if (session.agentId === null) await ending.endCallIn(tx, session.id, SYSTEM);
}

/** A place in the queue; whoever has one keeps it, and whoever is with an agent needs none. */
async function takePlace(core: Core, tx: Tx, session: SessionRow, skill: string | null): Promise<EffectAnswer> {
  if (session.status === 'ready') await issueTicket(core, tx, session, skill ?? undefined);
  else if (session.status !== 'waiting' && session.status !== 'in_call') return { ok: false, code: 'wrong_state' };
  const ticket = await tx.ticket.findFirst({
    where: { sessionId: session.id, status: { in: ['waiting', 'offered', 'served'] } },
    orderBy: { issuedAt: 'desc' },
  });
  if (ticket === null) return { ok: false, code: 'wrong_state' };
  const accepted = ticket.status === 'served';
  return { ok: true, number: ticket.number, place: accepted ? 0 : await placeOf(tx, ticket), accepted };
}
