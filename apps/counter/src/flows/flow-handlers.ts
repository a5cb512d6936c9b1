import {
  AppError,
  type FlowProblemView,
  FlowProofView,
  type FlowVersionView,
  FlowVersionStatus,
  LocalText,
  type RouteName,
  type ServiceTypeId,
  type StaffId,
} from '@guichet/protocol';
import type { FlowProof, Problem } from '@guichet/workflow';
import { z } from 'zod';
import type { FlowVersion } from '../database/generated/client.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import type { FlowVersions } from './flow-versions.ts';

type FlowRouteName = Extract<RouteName, `flows.${string}`>;

interface FlowHandlersOptions {
  readonly core: Core;
  readonly versions: FlowVersions;
}

/** What designers and administrators do with flows. */
export function flowHandlers({ core, versions }: FlowHandlersOptions): HttpHandlers<FlowRouteName> {
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
    'flows.prove': async ({ body }) => {
      const { problems, proof } = await versions.prove(body.definition);
      return { problems: toProblemViews(problems), proof: proof === null ? null : toProofView(proof) };
    },
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
  };
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

const toProofView = (proof: FlowProof): FlowProofView => FlowProofView.parse(proof);
