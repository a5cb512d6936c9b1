import type { Tx } from '../database/database.ts';

/** A step that asked for somebody is over: whoever has not come by then is not wanted any more. What they answered stays. */
export async function endUnusedInvitations(tx: Tx, flowRunId: string, nodeRunIds: readonly string[], at: Date): Promise<void> {
  const invitations = await tx.flowInvitation.findMany({
    where: { flowRunId, nodeRunId: { in: [...nodeRunIds] }, revokedAt: null, OR: [{ decision: null }, { decision: 'accepted' }] },
    select: { invitationId: true },
  });
  if (invitations.length === 0) return;
  const asked = invitations.map(({ invitationId }) => invitationId);
  const came = await tx.callParticipant.findMany({ where: { invitationId: { in: asked } }, select: { invitationId: true } });
  const unused = asked.filter((invitationId) => !came.some((party) => party.invitationId === invitationId));
  await tx.flowInvitation.updateMany({ where: { invitationId: { in: unused } }, data: { revokedAt: at } });
}
