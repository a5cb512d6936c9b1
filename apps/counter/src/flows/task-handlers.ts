import { FlowActorRole, type FlowRunId, type RouteName, type SessionId } from '@guichet/protocol';
import { AuditAction } from '../audit/audit-trail.ts';
import type { AuditedLooks } from '../audit/audited-looks.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import { toSessionRow } from '../sessions/session-row.ts';

interface TaskHandlersOptions {
  readonly core: Core;
  readonly looks: AuditedLooks;
}

const MAX_TASKS = 100;

/** What second persons look at. */
export function taskHandlers({ core, looks }: TaskHandlersOptions): HttpHandlers<Extract<RouteName, `tasks.${string}`>> {
  return {
    'tasks.list': async (_input, context) => {
      const tasks = await openTasks(core);
      // Each step that is shown was seen; a page that asks again every few seconds has not looked again.
      for (const { sessionId, nodeRunId } of tasks) {
        await looks.note({ action: AuditAction.flowTasksViewed, staffId: staffIdOf(context), object: sessionId, detail: { nodeRunId } });
      }
      return { tasks };
    },
  };
}

async function openTasks(core: Core) {
  return core.database.read(async (prisma) => {
    const rows = await prisma.flowTask.findMany({ where: { endedAt: null }, orderBy: { createdAt: 'asc' }, take: MAX_TASKS });
    const sessions = await prisma.session.findMany({ where: { id: { in: rows.map(({ sessionId }) => sessionId) } } });
    const shown = rows.map(async (task) => {
      const found = sessions.find(({ id }) => id === task.sessionId);
      const flow = found === undefined ? null : await core.flows.view(prisma, toSessionRow(found), FlowActorRole.parse(task.role));
      // The row stays a moment longer than the step it speaks of.
      if (found === undefined || flow?.current.some(({ nodeRunId }) => nodeRunId === task.nodeRunId) !== true) return [];
      return [
        {
          sessionId: task.sessionId as SessionId,
          sessionNumber: found.number,
          flowRunId: task.flowRunId as FlowRunId,
          nodeRunId: task.nodeRunId,
          since: task.createdAt.getTime(),
          flow,
        },
      ];
    });
    return (await Promise.all(shown)).flat();
  });
}
