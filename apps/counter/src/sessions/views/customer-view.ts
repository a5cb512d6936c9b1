import { AppError, type CustomerSessionView, type SessionId } from '@guichet/protocol';
import type { Call, Recording } from '../../database/generated/client.ts';
import { readGuestNames } from '../../guests/guest-names.ts';
import { readHints } from '../../live-checks/warning-views.ts';
import { otherChannelsOf, readBank } from '../bank.ts';
import type { Core } from '../core.ts';
import { noticesInForce } from '../notices.ts';
import { type SessionRow, toSessionRow } from '../session-row.ts';
import { ticketIn } from './queue-views.ts';
import { latestRecording, maskedCustomerName, readChat, toBankView, toCallView, toRecordingView, toServiceTypeView } from './view-parts.ts';
import { nextRevision } from './view-revision.ts';

/** All a customer's page needs to draw itself; throws `not_found`. */
export async function readCustomerView(core: Core, sessionId: SessionId): Promise<CustomerSessionView> {
  const startedAtMs = performance.now();
  return core.database.read(async (prisma) => {
    const revision = await nextRevision(prisma);
    const found = await prisma.session.findUnique({
      where: { id: sessionId },
      include: {
        serviceType: true,
        calls: {
          where: { status: { in: ['live', 'ended'] }, roomId: { not: null } },
          orderBy: { startedAt: 'desc' },
          take: 1,
          include: { participants: true },
        },
      },
    });
    if (found === null) throw new AppError('not_found');
    const session = toSessionRow(found);
    const guests = await readGuestNames(core, prisma, sessionId, session.language);
    const call = found.calls[0];
    const [bank, notices, recording, chat, hints] = await Promise.all([
      readBank(prisma),
      noticesInForce(prisma, found.serviceTypeId, session.language, core.clock()),
      latestRecording(prisma, sessionId),
      readChat(core, prisma, sessionId, guests),
      readHints(prisma, sessionId, call?.status === 'live' ? call : undefined),
    ]);
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
      ticket: session.status === 'waiting' ? ticketIn(await core.queue.readShared(startedAtMs), sessionId) : null,
      call:
        call?.status === 'live'
          ? await toCallView(prisma, call, {
              language: session.language,
              customer: await maskedCustomerName(core, prisma, sessionId),
              guests,
            })
          : null,
      recording: recording === null ? null : toRecordingView(recording),
      chat,
      hints,
      receipt: toReceipt(session, call, recording),
      rated: session.rated,
      flow: await core.flows.view(prisma, session, 'customer'),
    };
  });
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
    final: recording === null || recording.stoppedAt !== null,
  };
}
