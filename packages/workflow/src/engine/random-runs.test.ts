import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ActionRefused } from '../nodes/node-type.ts';
import { testOptions } from '../testing/harness.ts';
import { type TimedEvent, helpfulEvent, randomEvent } from '../testing/random-events.ts';
import { type RandomFlow, randomFlow } from '../testing/random-flow.ts';
import { seededRuns } from '../testing/seeded-runs.ts';
import { compileFlow } from './compile.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import type { FlowEffect } from './effects.ts';
import type { FlowEvent } from './events.ts';
import type { FlowState } from './state.ts';
import { initialState, transition } from './transition.ts';
import { viewOf } from './view.ts';

/** More than any of these flows takes, with every loop run to its end. */
const ENOUGH_STEPS = 5_000;

class Live {
  readonly flow: CompiledFlow;
  readonly log: { readonly event: FlowEvent; readonly atMs: number }[] = [];
  readonly effects: FlowEffect[] = [];
  state: FlowState;
  nowMs = 1_700_000_000_000;

  constructor(random: RandomFlow) {
    this.flow = compiled(random);
    this.state = initialState(this.flow, 'run');
  }

  /** An action that is refused is not written to the log, and changes nothing. */
  take({ event, afterMs }: TimedEvent): void {
    this.nowMs += afterMs;
    const before = JSON.stringify(this.state);
    try {
      const [state, effects] = transition(this.flow, this.state, event, this.nowMs);
      expect(JSON.stringify(this.state)).toBe(before);
      this.state = state;
      this.effects.push(...effects);
      this.log.push({ event, atMs: this.nowMs });
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error;
      expect(JSON.stringify(this.state)).toBe(before);
    }
  }
}

function compiled({ definition, subFlows }: RandomFlow): CompiledFlow {
  const result = compileFlow(JSON.parse(JSON.stringify(definition)), testOptions(subFlows));
  if (!result.ok) throw new Error(`A flow that should be sound is not: ${result.problems.map(({ message }) => message.en).join(' ')}`);
  return result.flow;
}

/** Something is open, and each of these waits for what can come. */
function expectAlive(state: FlowState): void {
  if (state.status === 'finished') {
    expect([state.open, state.timers, state.toCompensate]).toEqual([{}, {}, []]);
    expect(state.outcome).not.toBeNull();
    return;
  }
  const open = Object.values(state.open);
  expect(open.length).toBeGreaterThan(0);
  for (const run of open) {
    if (run.status === 'waiting') expect(run.held).not.toEqual([]);
    if (run.status === 'retrying') expect(state.timers).toHaveProperty([`${run.id}:retry`]);
    if (run.status === 'inner') expect(open.some(({ scopeId }) => scopeId === `${run.id}/`)).toBe(true);
    if (run.held.includes('person')) expect(state.open).toHaveProperty([state.escalationRunId ?? 'nobody']);
    for (const { forkRunId } of run.branches) expect(state.forks).toHaveProperty([forkRunId]);
  }
  for (const timer of Object.values(state.timers)) expect(state.open).toHaveProperty([timer.nodeRunId]);
  for (const forkRunId of Object.keys(state.forks)) {
    expect(open.some(({ branches }) => branches.some((mark) => mark.forkRunId === forkRunId))).toBe(true);
  }
}

test('random flows under random events: alive at every moment, ending when they are helped, and the same when replayed', () => {
  const outcomes: Record<string, number> = {};
  fc.assert(
    fc.property(randomFlow, fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 60 }), fc.nat(), (random, picks, seed) => {
      const live = new Live(random);
      live.take({ event: { type: 'started', seed, variables: { x: seed % 7 } }, afterMs: 0 });
      expectAlive(live.state);
      for (const pick of picks) {
        live.take(randomEvent(live.state, pick));
        expectAlive(live.state);
      }
      expect(() => ['customer', 'agent'].map((role) => viewOf(live.flow, live.state, role as 'customer'))).not.toThrow();
      let steps = 0;
      for (let next = helpfulEvent(live.flow, live.state); live.state.status !== 'finished'; next = helpfulEvent(live.flow, live.state)) {
        expect(next).not.toBeNull();
        expect((steps += 1)).toBeLessThan(ENOUGH_STEPS);
        if (next) live.take(next);
        expectAlive(live.state);
      }
      outcomes[live.state.outcome ?? ''] = (outcomes[live.state.outcome ?? ''] ?? 0) + 1;
      expectSameWhenReplayed(live, random);
    }),
    seededRuns('random flows', 1_000),
  );
  console.info('how they ended:', outcomes);
}, 600_000);

/** From the log alone, by a flow compiled anew, and with the state put away as JSON and taken out again after every event. */
function expectSameWhenReplayed(live: Live, random: RandomFlow): void {
  const flow = compiled(random);
  const effects: FlowEffect[] = [];
  let state = initialState(flow, 'run');
  for (const { event, atMs } of live.log) {
    const [next, done] = transition(
      flow,
      JSON.parse(JSON.stringify(state)) as FlowState,
      JSON.parse(JSON.stringify(event)) as FlowEvent,
      atMs,
    );
    state = next;
    effects.push(...done);
  }
  expect(state).toEqual(live.state);
  expect(effects).toEqual(live.effects);
  const keys = effects.flatMap((effect) => (effect.type === 'request' ? [effect.key] : []));
  expect(new Set(keys).size).toBe(keys.length);
}
