import { expect, test } from 'vitest';
import { TestRun, end, flowOf } from '../testing/harness.ts';

const number = (name: string) => ({ name, type: 'number', title: { 'zh-CN': name, en: name } });
const inner = {
  ...flowOf(
    {
      ask: { outputs: { value: 'level' }, config: { ports: ['done', 'no'] }, compensation: 'undoIt' },
      undoIt: { type: 'undo', config: { what: '=string(start)' } },
      end,
      no: { type: 'end', config: { outcome: 'refused' } },
    },
    ['ask.done -> end', 'ask.no -> no'],
  ),
  key: 'inner',
  variables: [number('start'), number('level')],
};
const outer = flowOf(
  {
    sub: {
      type: 'sub-flow',
      maxVisits: 2,
      config: { flow: 'inner', version: 3, input: { start: '=x + 1' }, output: { x: 'level' }, outcomes: ['refused'] },
    },
    after: { config: { ports: ['done', 'again'] }, maxVisits: 2 },
    other: {},
    end,
  },
  ['sub.done -> after', 'sub.refused -> other', 'after.done -> end', 'after.again -> sub', 'other.done -> end'],
);
const subFlows = new Map([['inner@3', inner]]);

test('a sub-flow has variables of its own, filled from and into those around it', () => {
  const run = new TestRun(outer, subFlows);
  run.start({ x: 4 });
  expect(run.state.scopes['sub#1/']?.variables).toEqual({ start: 5, level: null });
  run.leave('sub#1/ask#1', 'done', 9);
  expect(run.variables).toEqual({ x: 9 });
  expect(run.open).toEqual(['after#1']);
  expect(run.notes('node_entered').map((note) => 'path' in note && note.path)).toEqual(['sub', 'sub/ask', 'sub/end', 'after']);
});

test('its outcome leads out by the port of that name', () => {
  const run = new TestRun(outer, subFlows);
  run.start({ x: 4 });
  run.leave('sub#1/ask#1', 'no', 1);
  expect(run.open).toEqual(['other#1']);
});

test('entered again it begins anew', () => {
  const run = new TestRun(outer, subFlows);
  run.start({ x: 4 });
  run.leave('sub#1/ask#1', 'done', 1);
  run.leave('after#1', 'again');
  expect(run.open).toEqual(['sub#2', 'sub#2/ask#1']);
  expect(run.state.scopes['sub#2/']?.variables).toEqual({ start: 2, level: null });
});

test('its failure is its node’s failure', () => {
  const broken = {
    ...inner,
    nodes: inner.nodes.map((node) => (node.id === 'ask' ? { ...node, config: { throws: true } } : node)),
    edges: inner.edges.slice(0, 1),
  };
  const run = new TestRun(outer, new Map([['inner@3', { ...broken, nodes: broken.nodes.filter(({ id }) => id !== 'no') }]]));
  run.start({ x: 4 });
  expect(run.notes('node_failed').map((note) => 'path' in note && note.path)).toEqual(['sub/ask', 'sub']);
  expect(run.state.outcome).toBe('failed');
});

test('what was done inside is undone with the variables it had', () => {
  const run = new TestRun(outer, subFlows);
  run.start({ x: 4 });
  run.leave('sub#1/ask#1');
  run.cancel();
  expect(run.state.status).toBe('compensating');
  expect(run.requests.at(-1)).toMatchObject({ nodeRunId: 'sub#1/undoIt#1', payload: { undo: '5' } });
  run.signal('service.call.answered', { ok: true }, 'sub#1/undoIt#1');
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'cancelled' });
});
