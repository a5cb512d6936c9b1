import type { FlowVersionView, rolloutRoutes } from '@guichet/protocol';
import { type HttpContext, type HttpHandlers, languageOf, staffIdOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import type { FlowRollouts } from './flow-rollouts.ts';
import { type RolloutRow, rolloutViews } from './rollout-row.ts';
import { versionViews } from './version-views.ts';

export type RolloutRouteName = keyof typeof rolloutRoutes;

/** How a new version comes to the sessions, and is taken back. */
export function rolloutHandlers(core: Core, rollouts: FlowRollouts): HttpHandlers<RolloutRouteName> {
  const view = async (row: RolloutRow, context: HttpContext) => {
    const [rollout] = await core.database.read((prisma) => rolloutViews(prisma, [row], languageOf(context)));
    return { rollout: rollout as NonNullable<typeof rollout> };
  };
  return {
    'flows.adjustRollout': async ({ params, body: { rolloutId, plan, reason } }, context) => {
      const change = { staffId: staffIdOf(context), key: params.flow, rolloutId, reason };
      return view(await rollouts.adjust(change, plan), context);
    },
    'flows.completeRollout': async ({ params, body: { rolloutId, reason } }, context) =>
      view(await rollouts.complete({ staffId: staffIdOf(context), key: params.flow, rolloutId, reason }), context),
    'flows.rollBack': async ({ params: { flow, version }, body: { reason } }, context) => {
      const row = await rollouts.rollBack({ staffId: staffIdOf(context), key: flow, version, reason });
      const [shown] = await versionViews(core, [row], languageOf(context));
      return { version: shown as FlowVersionView };
    },
  };
}
