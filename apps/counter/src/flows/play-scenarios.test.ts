import { expect, it } from 'vitest';
import { endingFlow } from '../testing/test-flows.ts';
import { playScenarios } from './play-scenarios.ts';

const definition = endingFlow('played', 'completed');
const expecting = (outcome: string) => ({ formatVersion: 1, expect: { outcome } });
const order = { definition, version: 1, subFlows: [], scenarios: ['completed', 'refused', 'completed'].map(expecting) };

it('says of each scenario, in their order, what was otherwise', async () => {
  expect(await playScenarios(order)).toEqual([null, 'outcome', null]);
});

it('does not wait for ever, and what was not over does not pass', async () => {
  expect(await playScenarios(order, 1)).toEqual(['too_slow', 'too_slow', 'too_slow']);
});

it('lets nothing pass of a flow that does not compile', async () => {
  expect(await playScenarios({ ...order, definition: { ...definition, nodes: [] } })).toEqual(['invalid', 'invalid', 'invalid']);
});
