import { type FlowScenarioView, newId } from '@guichet/protocol';
import { type CompiledFlow, Scenario, type SimulationResult, simulate } from '@guichet/workflow';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useServices } from '../../app/services.ts';

const keyOf = (flow: string) => ['flow-scenarios', flow] as const;

/** A saved test and what came of it; `scenario` null where what is saved cannot be read as one. */
export interface Told {
  readonly view: FlowScenarioView;
  readonly scenario: Scenario | null;
  readonly result: SimulationResult | null;
}

/** The tests that are saved with a flow. */
export function useScenarios(flow: string) {
  const { http } = useServices();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: keyOf(flow), queryFn: ({ signal }) => http.request('flows.scenarios', { params: { flow }, signal }) });
  return useMemo(() => {
    const refresh = () => queries.invalidateQueries({ queryKey: keyOf(flow) });
    return {
      query,
      save: async (page: string, title: string, scenario: Scenario, scenarioId: string = newId('scn')) => {
        const params = { flow, scenarioId };
        await http.request('flows.saveScenario', { params, body: { title, scenario: JSON.parse(JSON.stringify(scenario)), page } });
        await refresh();
        return scenarioId;
      },
      remove: async (page: string, scenarioId: string) => {
        await http.request('flows.removeScenario', { params: { flow, scenarioId }, query: { page } });
        await refresh();
      },
    };
  }, [query, http, queries, flow]);
}
export type Scenarios = ReturnType<typeof useScenarios>;

/** Every test, run now. */
export function toldBy(flow: CompiledFlow, views: readonly FlowScenarioView[]): Told[] {
  return views.map((view) => {
    const { data: scenario = null } = Scenario.safeParse(view.scenario);
    return { view, scenario, result: scenario === null ? null : simulate(flow, scenario) };
  });
}
