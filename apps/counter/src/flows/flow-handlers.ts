import {
  AppError,
  FlowActorRole,
  type FlowProblemView,
  type FlowRunId,
  type FlowVersionView,
  FlowVersionStatus,
  LocalText,
  type RouteName,
  type ServiceTypeId,
  type SessionId,
  type StaffId,
} from '@guichet/protocol';
import type { Problem } from '@guichet/workflow';
import { z } from 'zod';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { FlowVersion } from '../database/generated/client.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import { toSessionRow } from '../sessions/session-row.ts';
import type { FlowVersions } from './flow-versions.ts';

type FlowRouteName = Extract<RouteName, `flows.${string}` | `tasks.${string}`>;

interface FlowHandlersOptions {
  readonly core: Core;
  readonly versions: FlowVersions;
  readonly audit: AuditTrail;
}

const MAX_TASKS = 100;

/** What designers and administrators do with flows, and what second persons look at. */
export function flowHandlers({ core, versions, audit }: FlowHandlersOptions): HttpHandlers<FlowRouteName> {
  const view = async (row: FlowVersion): Promise<{ version: FlowVersionView }> => {
    const [shown] = await toViews(core, [row]);
    if (shown === undefined) throw new AppError('internal');
    return { version: shown };
  };

  return {
    'flows.list': async () => {
      const [rows, services] = await core.database.read((prisma) =>
        Promise.all([
          prisma.flowVersion.findMany({ orderBy: [{ key: 'asc' }, { version: 'desc' }] }),
          prisma.serviceType.findMany({ select: { id: true, flowKey: true } }),
        ]),
      );
      const shown = await toViews(core, rows);
      const keys = [...new Set(rows.map(({ key }) => key))];
      return {
        flows: keys.map((key) => ({
          key,
          versions: shown.filter((version) => version.key === key),
          serviceTypeIds: services.filter(({ flowKey }) => flowKey === key).map(({ id }) => id as ServiceTypeId),
        })),
      };
    },
    'flows.read': async ({ params }) => {
      const row = await core.database.read((prisma) =>
        prisma.flowVersion.findUnique({ where: { key_version: { key: params.flow, version: params.version } } }),
      );
      if (row === null) throw new AppError('not_found');
      return { ...(await view(row)), definition: row.definition as Record<string, never> };
    },
    'flows.validate': async ({ body }) => ({ problems: toProblemViews(await versions.check(body.definition)) }),
    'flows.saveDraft': async ({ params, body }, context) => {
      const { row, problems } = await versions.saveDraft(staffIdOf(context), params.flow, body.definition);
      return { ...(await view(row)), problems: toProblemViews(problems) };
    },
    'flows.submit': async ({ params }, context) => view(await versions.submit(staffIdOf(context), params.flow, params.version)),
    'flows.publish': async ({ params }, context) => view(await versions.publish(staffIdOf(context), params.flow, params.version)),
    'flows.retire': async ({ params }, context) => view(await versions.retire(staffIdOf(context), params.flow, params.version)),
    'flows.bind': async ({ params, body }, context) => {
      await versions.bind(staffIdOf(context), params.serviceTypeId, body.flow);
      return {};
    },
    'tasks.list': async (_input, context) => {
      const tasks = await openTasks(core);
      await audit.recordAlone({
        action: AuditAction.flowTasksViewed,
        staffId: staffIdOf(context),
        object: null,
        detail: { tasks: tasks.length },
      });
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

const Titled = z.object({ title: LocalText });

async function toViews(core: Core, rows: readonly FlowVersion[]): Promise<FlowVersionView[]> {
  const keys = [...new Set(rows.map(({ key }) => key))];
  const [runs, inForce] = await core.database.read(async (prisma) => [
    await prisma.flowRun.groupBy({ by: ['key', 'version'], where: { status: 'running', key: { in: keys } }, _count: { _all: true } }),
    await Promise.all(keys.map((key) => core.flows.definitions.inForce(prisma, key))),
  ]);
  return rows.map((row) => ({
    key: row.key,
    version: row.version,
    status: FlowVersionStatus.parse(row.status),
    title: Titled.parse(row.definition).title,
    hash: row.hash,
    authorId: row.authorId as StaffId | null,
    approverId: row.approverId as StaffId | null,
    changedAt: row.changedAt.getTime(),
    publishedAt: row.publishedAt?.getTime() ?? null,
    retiredAt: row.retiredAt?.getTime() ?? null,
    inForce: inForce.some((current) => current?.key === row.key && current.version === row.version),
    openRuns: runs.find(({ key, version }) => key === row.key && version === row.version)?._count._all ?? 0,
  }));
}

const toProblemViews = (problems: readonly Problem[]): FlowProblemView[] => problems.map((problem) => ({ ...problem }));
