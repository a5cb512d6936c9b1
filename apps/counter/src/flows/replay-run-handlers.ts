import type { flowReplayRoutes } from '@guichet/protocol';
import { type HttpHandlers, languageOf, staffIdOf } from '../http/http-handlers.ts';
import type { FlowReplays } from './flow-replays.ts';

export type ReplayRouteName = keyof typeof flowReplayRoutes;

/** Past runs against a draft. */
export function replayRunHandlers(replays: FlowReplays): HttpHandlers<ReplayRouteName> {
  return {
    'flows.replayRuns': async ({ params: { flow }, body: { definition, version, limit } }, context) => {
      const request = { staffId: staffIdOf(context), key: flow, version, raw: definition, limit };
      return { replay: await replays.request(request, languageOf(context)) };
    },
    'flows.replay': async ({ params: { flow, replayId } }, context) => ({
      replay: await replays.read(flow, replayId, languageOf(context)),
    }),
  };
}
