/** A thread that plays the scenarios of a flow, one after another. Started by `playScenarios`. */
import { parentPort, workerData } from 'node:worker_threads';
import { compileFlow, nodeRegistry, Scenario, simulate } from '@guichet/workflow';

export interface ToScenarioPlayer {
  readonly definition: unknown;
  readonly version: number;
  readonly subFlows: readonly (readonly [string, unknown])[];
  readonly scenarios: readonly unknown[];
}
/** Of the next scenario: what was otherwise than it says; null where nothing was. */
export type FromScenarioPlayer = { readonly unmet: string | null };

const { definition, version, subFlows, scenarios } = workerData as ToScenarioPlayer;
const compiled = compileFlow(definition, { registry: nodeRegistry, subFlows: new Map(subFlows), version });
for (const scenario of scenarios) {
  const result = compiled.ok ? simulate(compiled.flow, Scenario.parse(scenario)) : null;
  const [first] = result?.unmet ?? [];
  const unmet =
    result?.ok === true ? null : first === undefined ? 'invalid' : [first.what, first.at].filter((part) => part !== null).join(' ');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
  parentPort?.postMessage({ unmet } satisfies FromScenarioPlayer);
}
