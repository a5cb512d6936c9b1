import { AppError, type FlowProblemView, FlowProofView, type FlowVersionView, type RouteName, type ServiceTypeId } from '@guichet/protocol';
import type { FlowProof, Problem } from '@guichet/workflow';
import type { FlowVersion } from '../database/generated/client.ts';
import { type HttpContext, type HttpHandlers, languageOf, staffIdOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import type { FigureRouteName } from './figure-handlers.ts';
import type { LockRouteName } from './lock-handlers.ts';
import type { FlowVersions } from './flow-versions.ts';
import type { PositionRouteName } from './position-handlers.ts';
import type { ReplayRouteName } from './replay-run-handlers.ts';
import type { RolloutRouteName } from './rollout-handlers.ts';
import { rolloutViews, runningRollouts } from './rollout-row.ts';
import type { ScenarioRouteName } from './scenario-handlers.ts';
import { versionViews } from './version-views.ts';

type FlowRouteName = Exclude<
  Extract<RouteName, `flows.${string}`>,
  LockRouteName | RolloutRouteName | FigureRouteName | ScenarioRouteName | PositionRouteName | ReplayRouteName
>;

interface FlowHandlersOptions {
  readonly core: Core;
  readonly versions: FlowVersions;
}

/** What designers and administrators do with flows. */
export function flowHandlers({ core, versions }: FlowHandlersOptions): HttpHandlers<FlowRouteName> {
  const view = async (row: FlowVersion, context: HttpContext): Promise<{ version: FlowVersionView }> => {
    const [shown] = await versionViews(core, [row], languageOf(context));
    if (shown === undefined) throw new AppError('internal');
    return { version: shown };
  };

  return {
    'flows.list': async (_input, context) => {
      const language = languageOf(context);
      const [rows, services, rollouts, editors] = await core.database.read(async (prisma) => [
        await prisma.flowVersion.findMany({ orderBy: [{ key: 'asc' }, { version: 'desc' }] }),
        await prisma.serviceType.findMany({ select: { id: true, flowKey: true } }),
        await runningRollouts(prisma, language),
        await versions.locks.editors(prisma, language),
      ]);
      const shown = await versionViews(core, rows, language);
      const keys = [...new Set(rows.map(({ key }) => key))];
      return {
        flows: keys.map((key) => ({
          key,
          versions: shown.filter((version) => version.key === key),
          serviceTypeIds: services.filter(({ flowKey }) => flowKey === key).map(({ id }) => id as ServiceTypeId),
          rollout: rollouts.get(key) ?? null,
          editedBy: editors.get(key) ?? null,
        })),
      };
    },
    'flows.read': async ({ params }, context) => {
      const row = await core.database.read((prisma) =>
        prisma.flowVersion.findUnique({ where: { key_version: { key: params.flow, version: params.version } } }),
      );
      if (row === null) throw new AppError('not_found');
      return { ...(await view(row, context)), definition: row.definition as Record<string, never> };
    },
    'flows.validate': async ({ body }) => ({ problems: toProblemViews(await versions.check(body.definition)) }),
    'flows.prove': async ({ body }) => {
      const { problems, proof } = await versions.prove(body.definition);
      return { problems: toProblemViews(problems), proof: proof === null ? null : toProofView(proof) };
    },
    'flows.saveDraft': async ({ params, body }, context) => {
      const { definition, baseHash, page } = body;
      const editor = { staffId: staffIdOf(context), page };
      const { row, problems } = await versions.saveDraft({ editor, key: params.flow, raw: definition, baseHash });
      return { ...(await view(row, context)), problems: toProblemViews(problems) };
    },
    'flows.submit': async ({ params, body }, context) =>
      view(await versions.submit(staffIdOf(context), versionOf(params), body.hash), context),
    'flows.sendBack': async ({ params, body }, context) =>
      view(await versions.sendBack(staffIdOf(context), versionOf(params), body.reason), context),
    'flows.publish': async ({ params, body }, context) => {
      const { row, rollout } = await versions.publish(staffIdOf(context), versionOf(params), body);
      const [shown] = rollout === null ? [] : await core.database.read((prisma) => rolloutViews(prisma, [rollout], languageOf(context)));
      return { ...(await view(row, context)), rollout: shown ?? null };
    },
    'flows.retire': async ({ params, body }, context) =>
      view(await versions.retire(staffIdOf(context), versionOf(params), body.reason), context),
    'flows.bind': async ({ params, body }, context) => {
      await versions.bind(staffIdOf(context), params.serviceTypeId, body.flow);
      return {};
    },
  };
}

const versionOf = ({ flow, version }: { readonly flow: string; readonly version: number }) => ({ key: flow, version });

const toProblemViews = (problems: readonly Problem[]): FlowProblemView[] => problems.map((problem) => ({ ...problem }));

const toProofView = (proof: FlowProof): FlowProofView => FlowProofView.parse(proof);
