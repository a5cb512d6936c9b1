import { AppError, type FlowRunId, type SessionId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';

const MAX_DUE = 100;

/** Fires the timers of runs that are due, each once. They stand in rows: one that came due while the counter was away fires at the next look. */
export async function fireTimers(core: Core): Promise<void> {
  const due = await core.database.read((prisma) =>
    prisma.flowTimer.findMany({ where: { firesAt: { lte: new Date(core.clock()) } }, orderBy: { firesAt: 'asc' }, take: MAX_DUE }),
  );
  for (const { flowRunId, timerId, sessionId } of due) {
    await fire(core, { flowRunId: flowRunId as FlowRunId, timerId, sessionId: sessionId as SessionId }).catch((error: unknown) => {
      core.logger.error({ flowRunId, code: AppError.from(error).code, err: error }, 'a timer of a flow could not fire');
    });
  }
}

async function fire(
  core: Core,
  timer: { readonly flowRunId: FlowRunId; readonly timerId: string; readonly sessionId: SessionId },
): Promise<void> {
  const { flowRunId, timerId, sessionId } = timer;
  await core.database.transaction(async (tx) => {
    await lockSession(tx, sessionId);
    // Taken back or set anew while we waited for the session.
    const { count } = await tx.flowTimer.deleteMany({ where: { flowRunId, timerId, firesAt: { lte: new Date(core.clock()) } } });
    if (count === 0) return;
    await core.log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'flow.timer_fired', payload: { flowRunId, timerId } });
  });
}
