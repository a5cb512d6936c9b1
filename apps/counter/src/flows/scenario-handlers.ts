import type { scenarioRoutes } from '@guichet/protocol';
import { type HttpHandlers, languageOf, staffIdOf } from '../http/http-handlers.ts';
import type { FlowScenarios } from './flow-scenarios.ts';

export type ScenarioRouteName = keyof typeof scenarioRoutes;

/** The stories that a flow is run against before it is published. */
export function scenarioHandlers(scenarios: FlowScenarios): HttpHandlers<ScenarioRouteName> {
  return {
    'flows.scenarios': async ({ params }, context) => ({ scenarios: await scenarios.list(params.flow, languageOf(context)) }),
    'flows.saveScenario': async ({ params: { flow, scenarioId }, body: { title, scenario, page } }, context) => {
      const editor = { staffId: staffIdOf(context), page };
      return { scenario: await scenarios.save(flow, editor, { scenarioId, title, raw: scenario }, languageOf(context)) };
    },
    'flows.removeScenario': async ({ params: { flow, scenarioId }, query: { page } }, context) => {
      await scenarios.remove(flow, { staffId: staffIdOf(context), page }, scenarioId);
      return {};
    },
  };
}
