import type { Figure } from './figures.ts';
import { transitions } from './flow/transitions.ts';
import type { BenchContext } from './main.ts';

export const summary = 'the flow engine: a run beside its FEEL guards alone, XState 5 and bpmn-engine';

export async function run({ rounds, progress }: BenchContext): Promise<readonly Figure[]> {
  return transitions({ rounds, progress });
}
