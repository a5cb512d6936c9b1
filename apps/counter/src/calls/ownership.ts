import { AppError, type SessionId, type StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';

/**
 * The session, locked, when it is the agent's own and in a call. Somebody else's looks as if it did not exist (`not_found`); one's own that
 * is over is `wrong_state`.
 */
export async function ownedSession(tx: Tx, staffId: StaffId, sessionId: SessionId): Promise<SessionRow> {
  const session = await lockSession(tx, sessionId);
  if (session.agentId !== staffId) throw new AppError('not_found');
  if (session.status !== 'in_call') throw new AppError('wrong_state');
  return session;
}

/** Throws `not_found` unless the agent serves the session, or has been let into its call to take it over. */
export async function requireInvolved(tx: Tx, staffId: StaffId, session: SessionRow): Promise<void> {
  if (session.agentId === staffId) return;
  const admitted = await tx.callParticipant.count({
    where: { staffId, dismissedAt: null, call: { sessionId: session.id, status: { in: ['opening', 'live'] } } },
  });
  if (admitted === 0) throw new AppError('not_found');
}
