import type { RectificationId, ReviewDecision, SessionId, StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';

/** What was recorded anew was decided upon: if it passes, the first session is put right. Both stay as they are. */
export async function completeRectification(
  core: Core,
  tx: Tx,
  followUpSessionId: SessionId,
  decision: ReviewDecision,
  by: StaffId,
): Promise<void> {
  const row = await tx.rectification.findUnique({ where: { followUpSessionId } });
  if (row === null || row.status !== 'opened' || (decision !== 'pass' && decision !== 'pass_with_remark')) return;
  await tx.rectification.update({ where: { id: row.id }, data: { status: 'done', completedAt: new Date(core.clock()) } });
  await core.log.append(tx, row.sessionId as SessionId, {
    actor: { kind: 'staff', id: by },
    type: 'rectification.completed',
    payload: { rectificationId: row.id as RectificationId, followUpSessionId, decision },
  });
}
