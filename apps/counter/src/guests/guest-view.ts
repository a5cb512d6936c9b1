import {
  AppError,
  type FlowCurrentView,
  type FlowView,
  type GuestSessionView,
  type GuestStanding,
  Language,
  LocalText,
  type ParticipantId,
} from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { FlowInvitation, PrismaClient } from '../database/generated/client.ts';
import { readBank } from '../sessions/bank.ts';
import type { Core } from '../sessions/core.ts';
import { isFinal } from '../sessions/session-projection.ts';
import { type SessionRow, toSessionRow } from '../sessions/session-row.ts';
import {
  latestRecording,
  maskedCustomerName,
  readChat,
  toBankView,
  toCallView,
  toRecordingView,
  toServiceTypeView,
} from '../sessions/views/view-parts.ts';
import { nextRevision } from '../sessions/views/view-revision.ts';
import { noticeForGuest } from './guest-consents.ts';
import type { Guest } from './guest-cookies.ts';
import { readGuestNames } from './guest-names.ts';

/** All a guest's page needs to draw itself; throws `not_found`. One whose session is over, or who is not wanted any more, is told that and nothing else. */
export async function readGuestView(core: Core, { sessionId, invitationId }: Guest): Promise<GuestSessionView> {
  return core.database.read(async (prisma) => {
    const revision = await nextRevision(prisma);
    const invitation = await prisma.flowInvitation.findUnique({ where: { invitationId } });
    const found = await prisma.session.findUnique({
      where: { id: sessionId },
      include: {
        serviceType: true,
        calls: {
          where: { status: 'live', roomId: { not: null } },
          orderBy: { startedAt: 'desc' },
          take: 1,
          include: { participants: true },
        },
      },
    });
    if (found === null || invitation === null) throw new AppError('not_found');
    const session = toSessionRow(found);
    const language = Language.parse(invitation.language);
    const [call] = found.calls;
    const mine = call?.participants.find((party) => party.invitationId === invitationId && party.dismissedAt === null);
    const standing = standingOf(session, invitation, mine !== undefined);
    const shared = {
      sessionId,
      invitationId,
      number: session.number,
      revision,
      language,
      standing,
      role: invitation.role,
      title: LocalText.parse(invitation.title),
      bank: toBankView(await readBank(prisma)),
      serviceType: toServiceTypeView(found.serviceType),
      participantId: (mine?.id ?? null) as ParticipantId | null,
    };
    if (standing !== 'ready' && standing !== 'in_call') {
      const notices = standing === 'entered' ? [await noticeForGuest(prisma, session, language, core.clock())] : [];
      return { ...shared, notices, call: null, recording: null, chat: [], flow: null };
    }
    const guests = await readGuestNames(core, prisma, sessionId, language);
    const customer = await maskedCustomerName(core, prisma, sessionId);
    const recording = await latestRecording(prisma, sessionId);
    const chat = standing === 'in_call' ? await readChat(core, prisma, sessionId, guests) : [];
    const agreedAt = invitation.decidedAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return {
      ...shared,
      notices: [],
      call: call === undefined ? null : await toCallView(prisma, call, { language, customer, guests }),
      recording: recording === null ? null : toRecordingView(recording),
      // What was written before they agreed was not written to them.
      chat: chat.filter(({ at }) => at >= agreedAt),
      flow: standing === 'in_call' ? await guestFlowView(core, prisma, session, invitation) : null,
    };
  });
}

function standingOf(session: SessionRow, { revokedAt, decision, leftAt }: FlowInvitation, isInCall: boolean): GuestStanding {
  if (isFinal(session.status) || revokedAt !== null) return 'over';
  if (decision === null) return 'entered';
  if (decision !== 'accepted') return 'refused';
  if (leftAt !== null) return 'left';
  return isInCall ? 'in_call' : 'ready';
}

/** The flow as this guest sees it: at which steps the others are, and the content of those at which a guest acts. */
export async function guestFlowView(
  core: Core,
  reader: Tx | PrismaClient,
  session: Pick<SessionRow, 'flowRunId' | 'lastHash'>,
  { nodeRunId }: Pick<FlowInvitation, 'nodeRunId'>,
): Promise<FlowView | null> {
  const flow = await core.flows.view(reader, session, 'guest');
  if (flow === null) return null;
  return {
    ...flow,
    current: flow.current.map((step) => (concernsGuest(flow, step, nodeRunId) ? step : { ...step, actions: [], mayAct: false, view: {} })),
  };
}

/** Whether the step names a guest among those who act; another guest's invitation is no business of theirs. */
function concernsGuest({ steps }: FlowView, { type, nodeRunId }: FlowCurrentView, invitedAt: string): boolean {
  const isTheirs = steps.some((step) => step.nodeRunId === nodeRunId && step.by.includes('guest'));
  return isTheirs && (type !== 'invite' || nodeRunId === invitedAt);
}
