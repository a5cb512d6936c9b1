import { AppError, newId } from '@guichet/protocol';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { flowAt, type FlowViewName } from './flow-fixtures.ts';
import type { Screen } from './screens.ts';

const path = '/console/checks';
const waiting = (name: FlowViewName, number: string, waitedMs: number) => {
  const flow = flowAt(name);
  return {
    sessionId: newId('ses'),
    sessionNumber: number,
    flowRunId: flow.flowRunId,
    nodeRunId: `${name}.1`,
    since: Date.now() - waitedMs,
    flow,
  };
};

/** A supervisor, and what waits: a step to decide, and one that they handed in themselves. */
export const checking = (change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('supervisor'),
  desk: { ...desk(), me: staff('supervisor'), status: 'offline' },
  tasks: [waiting('task-deciding', 'A-0231', 184_000), waiting('task-checking', 'B-0017', 42_000)],
  ...change,
});

/** Steps that wait for a second person, in the states that look different. */
export const checkScreens: readonly Screen[] = [
  { name: 'checks', path, narrow: true, scenario: () => checking(), act: (page) => page.locator('[data-node]').first().waitFor() },
  { name: 'checks-empty', path, narrow: true, scenario: () => checking({ tasks: [] }) },
  {
    name: 'checks-failed',
    path,
    scenario: () => checking({ refuse: { 'tasks.list': new AppError('internal') } }),
    act: (page) => page.locator('[data-state=error]').first().waitFor(),
  },
];
