import { type GuestState, type GuestView, InvitationId, type ParticipantId, type SessionId } from '@guichet/protocol';
import type { CallParticipant, FlowInvitation, PrismaClient } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { GUEST_NAME_VALUE } from './guest-names.ts';

/** Everybody who was invited to a session, as the staff who serve it see them; `participants` are those of the call that is on. */
export async function readInvited(
  core: Core,
  prisma: PrismaClient,
  sessionId: SessionId,
  participants: readonly CallParticipant[],
): Promise<GuestView[]> {
  const rows = await prisma.flowInvitation.findMany({
    where: { sessionId },
    orderBy: [{ createdAt: 'asc' }, { invitationId: 'asc' }],
    take: 50,
  });
  if (rows.length === 0) return [];
  const names = await core.vault.revealAll(prisma, sessionId, [GUEST_NAME_VALUE]);
  return rows.map((row) => {
    const party = participants.find(({ invitationId, dismissedAt }) => invitationId === row.invitationId && dismissedAt === null);
    const name = names.get(row.nameCommitment ?? '')?.value;
    return {
      invitationId: InvitationId.parse(row.invitationId),
      role: row.role,
      name: typeof name === 'string' ? name : null,
      state: stateOf(row, party, core.clock()),
      invitedAt: row.createdAt.getTime(),
      expiresAt: row.expiresAt.getTime(),
      participantId: (party?.id ?? null) as ParticipantId | null,
    };
  });
}

function stateOf(row: FlowInvitation, party: CallParticipant | undefined, nowMs: number): GuestState {
  if (row.revokedAt !== null) return 'revoked';
  if (row.decision === 'refused') return 'refused';
  if (row.leftAt !== null) return 'left';
  if (party !== undefined) return party.status === 'connected' ? 'in_call' : 'away';
  if (row.decision === 'accepted') return 'agreed';
  if (row.usedAt !== null) return 'opened';
  return row.expiresAt.getTime() <= nowMs ? 'expired' : 'invited';
}
