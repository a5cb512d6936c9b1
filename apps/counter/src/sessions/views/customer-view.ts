import { AppError, type CustomerSessionView, type SessionId } from '@guichet/protocol';
import type { Tx } from '../../database/database.ts';
import type { Call, PrismaClient, Recording, Ticket } from '../../database/generated/client.ts';
import { expectedWaitMs, meanServiceMs, servingAgents } from '../../queue/expected-wait.ts';
import { placeOf } from '../../queue/offers.ts';
import { otherChannelsOf, readBank } from '../bank.ts';
import type { Core } from '../core.ts';
import { noticesInForce } from '../notices.ts';
import { type SessionRow, toSessionRow } from '../session-row.ts';
import { latestRecording, maskedCustomerName, nextRevision, readChat, toBankView, toCallView, toRecordingView, toServiceTypeView } from './view-parts.ts';

type Reader = Tx | PrismaClient;
type TicketView = CustomerSessionView['ticket'];

/** All a customer's page needs to draw itself; throws `not_found`. */
export async function readCustomerView(core: Core, sessionId: SessionId): Promise<CustomerSessionView> {
  return core.database.read(async (prisma) => {
    const revision = await nextRevision(prisma);
    const found = await prisma.session.findUnique({
      where: { id: sessionId },
      include: {
        serviceType: true,
        tickets: { where: { status: { in: ['waiting', 'offered'] } }, orderBy: { issuedAt: 'desc' }, take: 1 },
        calls: { where: { status: { in: ['live', 'ended'] }, roomId: { not: null } }, orderBy: { startedAt: 'desc' }, take: 1, include: { participants: true } },
      },
    });
    if (found === null) throw new AppError('not_found');
    const session = toSessionRow(found);
    const [bank, notices, recording, chat] = await Promise.all([
      readBank(prisma),
      noticesInForce(prisma, session.language, core.clock()),
      latestRecording(prisma, sessionId),
      readChat(core, prisma, sessionId),
    ]);
    const call = found.calls[0];
    const ticket = found.tickets[0];
    return {
      sessionId,
      number: session.number,
      revision,
      status: session.status,
      endReason: session.endReason,
      language: session.language,
      bank: toBankView(bank),
      serviceType: toServiceTypeView(found.serviceType),
      notices: [...notices],
      accepted: [...session.accepted],
      otherChannels: otherChannelsOf(bank),
      check: session.checkVerdict === null ? null : { verdict: session.checkVerdict },
      ticket: ticket === undefined ? null : await toTicketView(prisma, ticket, found.serviceType.expectedMinutes),
      call:
        call?.status === 'live' ? await toCallView(prisma, call, { language: session.language, customer: await maskedCustomerName(core, prisma, sessionId) }) : null,
      recording: recording === null ? null : toRecordingView(recording),
      chat,
      receipt: toReceipt(session, call, recording),
      rated: session.rated,
    };
  });
}

async function toTicketView(reader: Reader, ticket: Ticket, statedMinutes: number): Promise<NonNullable<TicketView>> {
  const [place, agents, serviceMs] = await Promise.all([
    placeOf(reader, ticket),
    servingAgents(reader, ticket.skill),
    meanServiceMs(reader, ticket.skill, statedMinutes),
  ]);
  return {
    number: ticket.number,
    place,
    expectedWaitMs: expectedWaitMs({ place, idleAgents: agents.idle, servingAgents: agents.serving, serviceMs }),
    ringing: ticket.status === 'offered',
  };
}

/** What a customer keeps of a call: the head of the chain that binds everything recorded. */
function toReceipt(session: SessionRow, call: Call | undefined, recording: Recording | null): CustomerSessionView['receipt'] {
  if (session.status !== 'ended' || session.endedAt === null) return null;
  const startedAt = call?.startedAt.getTime() ?? session.endedAt;
  return {
    endedAt: session.endedAt,
    durationMs: Math.max(0, (call?.endedAt?.getTime() ?? session.endedAt) - startedAt),
    recordingHead: recording?.head ?? null,
    chunks: recording?.chunks ?? 0,
  };
}
