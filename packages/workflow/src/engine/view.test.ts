import { FlowProgressView } from '@guichet/protocol';
import { expect, test } from 'vitest';
import { TestRun, end, flowOf } from '../testing/harness.ts';
import { restoreState } from './restore-state.ts';
import { viewOf } from './view.ts';

const inner = { ...flowOf({ i: {}, end }, ['i.done -> end']), key: 'inner' };
const definition = flowOf(
  {
    a: { back: true, title: { 'zh-CN': '甲', en: 'First' }, timeLimit: { afterMs: 60_000 } },
    d: { type: 'decision' },
    big: {},
    fork: { type: 'fork', config: { branches: ['left', 'right'] } },
    l: { config: { by: ['customer', 'agent'] } },
    r: { config: { by: ['agent'] } },
    join: { type: 'join', config: { fork: 'fork' } },
    sub: { type: 'sub-flow', config: { flow: 'inner', version: 1 } },
    z: {},
    end,
  },
  [
    'a.done -> d',
    'd.next -> big if x > 5',
    'd.next -> fork',
    'big.done -> fork',
    'fork.left -> l',
    'fork.right -> r',
    'l.done -> join',
    'r.done -> join',
    'join.done -> sub',
    'sub.done -> z',
    'z.done -> end',
  ],
);
const subFlows = new Map([['inner@1', inner]]);
const steps = (run: TestRun, role: 'customer' | 'agent') =>
  viewOf(run.flow, run.state, role).steps.map(({ nodeId, status }) => `${nodeId} ${status}`);

test('the stepper shows what was done, what is open and what is likely to come, in order and without what is no step', () => {
  const run = new TestRun(definition, subFlows);
  expect(steps(run, 'agent')).toEqual(['a', 'l', 'r', 'sub/i', 'z'].map((id) => `${id} coming`));
  run.start({ x: 9 });
  expect(steps(run, 'agent')).toEqual(['a current', ...['big', 'l', 'r', 'sub/i', 'z'].map((id) => `${id} coming`)]);
  run.leave('a#1');
  run.leave('big#1');
  expect(steps(run, 'agent')).toEqual(['a done', 'big done', 'l current', 'r current', 'sub/i coming', 'z coming']);
  run.leave('l#1');
  run.leave('r#1');
  expect(steps(run, 'agent')).toEqual(['a done', 'big done', 'l done', 'r done', 'sub/i current', 'z coming']);
  run.leave('sub#1/i#1');
  run.leave('z#1');
  const view = viewOf(run.flow, run.state, 'agent');
  expect(view).toMatchObject({ progress: { done: 6, total: 6 }, outcome: 'completed', current: [] });
});

test('a step from which a person was called does not count as done', () => {
  const run = new TestRun(
    flowOf({ a: { config: { ports: ['done', 'escalated'] } }, person: {}, end }, [
      'a.done -> end',
      'a.escalated -> person',
      'person.done -> end',
    ]),
  );
  run.start();
  run.leave('a#1', 'escalated');
  expect(steps(run, 'agent')).toEqual(['person current']);
});

test('customers see the steps that somebody on their side is part of', () => {
  const run = new TestRun(definition, subFlows);
  run.start();
  expect(steps(run, 'customer')).toEqual(['a current', 'l coming', 'sub/i coming', 'z coming']);
});

test('the current step says who may do what, what holds it, and until when', () => {
  const run = new TestRun(definition, subFlows);
  run.start();
  const view = viewOf(run.flow, run.state, 'customer');
  expect(FlowProgressView.parse(view)).toEqual(view);
  expect(view.current).toEqual([
    {
      nodeRunId: 'a#1',
      nodeId: 'a',
      type: 'probe',
      title: { 'zh-CN': '甲', en: 'First' },
      mayAct: true,
      actions: ['leave', 'say', 'fail'],
      held: [],
      view: { said: null, role: 'customer' },
      canGoBack: false,
      deadlineAt: run.nowMs + 60_000,
    },
  ]);
  expect(viewOf(run.flow, run.state, 'guest').current[0]).toMatchObject({ mayAct: false, actions: [] });
});

test('a held step can be seen and not acted at', () => {
  const run = new TestRun(flowOf({ a: { config: { needs: ['call'] } }, end }, ['a.done -> end']));
  run.start();
  const view = viewOf(run.flow, run.state, 'agent');
  expect(view.steps[0]?.status).toBe('held');
  expect(view.current[0]).toMatchObject({ mayAct: false, held: ['call'], view: {} });
});

test('going back is offered to those who may', () => {
  const run = new TestRun(flowOf({ a: { back: true }, b: {}, end }, ['a.done -> b', 'b.done -> end']));
  run.start();
  run.leave('a#1');
  expect(viewOf(run.flow, run.state, 'customer').current[0]?.canGoBack).toBe(true);
  expect(viewOf(run.flow, run.state, 'guest').current[0]?.canGoBack).toBe(false);
  run.back();
  expect(steps(run, 'customer')).toEqual(['a current', 'b coming']);
});

test('a kept state of another version is not taken', () => {
  const run = new TestRun(definition, subFlows);
  expect(restoreState(JSON.parse(JSON.stringify(run.state)))).toEqual(run.state);
  expect(restoreState({ ...run.state, version: 0 })).toBeNull();
  expect(restoreState(null)).toBeNull();
});
