import type { Figure } from './figures.ts';
import { durableSteps } from './flow/durable-steps.ts';
import { transitions } from './flow/transitions.ts';
import type { BenchContext } from './main.ts';

export const summary =
  'the flow engine: a run beside its FEEL guards alone, XState 5 and bpmn-engine; durable steps beside a bare entry and a job';

export async function run(context: BenchContext): Promise<readonly Figure[]> {
  return [...(await transitions(context)), ...(await durableSteps(context))];
}
