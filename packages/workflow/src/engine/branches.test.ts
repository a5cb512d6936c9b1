import { expect, test } from 'vitest';
import { TestRun, end, flowOf } from '../testing/harness.ts';

const fork = { type: 'fork', config: { branches: ['left', 'right'] } };
const edges = [
  'fork.left -> l1',
  'l1.done -> l2',
  'l2.done -> join',
  'fork.right -> r1',
  'r1.done -> join',
  'join.done -> z',
  'z.done -> end',
];
const parallel = (mode: 'all' | 'first') =>
  flowOf({ fork, l1: { back: true }, l2: {}, r1: {}, join: { type: 'join', config: { fork: 'fork', mode } }, z: {}, end }, edges);

test('branches run side by side and the join waits for all of them', () => {
  const run = new TestRun(parallel('all'));
  run.start();
  expect(run.open).toEqual(['l1#1', 'r1#1']);
  run.leave('r1#1');
  run.leave('l1#1');
  expect(run.open).toEqual(['l2#1']);
  run.leave('l2#1');
  expect(run.open).toEqual(['z#1']);
  run.leave('z#1');
  expect(run.state).toMatchObject({ status: 'finished', forks: {} });
});

test('a join that takes the first drops the other branches', () => {
  const run = new TestRun(parallel('first'));
  run.start();
  run.leave('r1#1');
  expect(run.open).toEqual(['z#1']);
  expect(run.notes('node_left')).toContainEqual({ name: 'node_left', nodeRunId: 'l1#1', path: 'l1', port: 'dropped' });
});

test('a first join drops what a sub-flow runs in another branch', () => {
  const inner = { ...flowOf({ i: {}, end }, ['i.done -> end']), key: 'inner' };
  const definition = flowOf(
    {
      fork,
      sub: { type: 'sub-flow', config: { flow: 'inner', version: 1 } },
      r1: {},
      join: { type: 'join', config: { fork: 'fork', mode: 'first' } },
      z: {},
      end,
    },
    ['fork.left -> sub', 'sub.done -> join', 'fork.right -> r1', 'r1.done -> join', 'join.done -> z', 'z.done -> end'],
  );
  const run = new TestRun(definition, new Map([['inner@1', inner]]));
  run.start();
  expect(run.open).toEqual(['sub#1', 'r1#1', 'sub#1/i#1']);
  run.leave('r1#1');
  expect(run.open).toEqual(['z#1']);
});

test('a first join drops what a person took over within a sub-flow of another branch', () => {
  const edgesOfInner = ['i.done -> end', 'person.done -> byHand', 'byHand.done -> end'];
  const inner = { ...flowOf({ i: {}, person: {}, byHand: {}, end }, edgesOfInner, { escalation: 'person' }), key: 'inner' };
  const definition = flowOf(
    {
      fork,
      r1: {},
      sub: { type: 'sub-flow', config: { flow: 'inner', version: 1 } },
      join: { type: 'join', config: { fork: 'fork', mode: 'first' } },
      z: {},
      end,
    },
    ['fork.left -> r1', 'r1.done -> join', 'fork.right -> sub', 'sub.done -> join', 'join.done -> z', 'z.done -> end'],
  );
  const run = new TestRun(definition, new Map([['inner@1', inner]]));
  run.start();
  run.escalate();
  run.leave('sub#1/person#1');
  expect(run.open).toEqual(['r1#1', 'sub#1', 'sub#1/byHand#1']);
  run.leave('r1#1');
  expect(run.open).toEqual(['z#1']);
});

test('going back stays in its branch', () => {
  const run = new TestRun(parallel('all'));
  run.start();
  run.leave('l1#1');
  run.back();
  expect(run.open).toEqual(['r1#1', 'l1#2']);
  run.leave('l1#2');
  run.leave('l2#2');
  run.leave('r1#1');
  expect(run.open).toEqual(['z#1']);
});

test('a branch that cannot begin fails the run once', () => {
  const run = new TestRun(
    flowOf({ fork, l1: { config: { throws: true } }, r1: {}, join: { type: 'join', config: { fork: 'fork' } }, end }, [
      'fork.left -> l1',
      'l1.done -> join',
      'fork.right -> r1',
      'r1.done -> join',
      'join.done -> end',
    ]),
  );
  run.start();
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'failed', open: {}, forks: {} });
  expect(run.notes('finished')).toHaveLength(1);
});

test('forks in one another meet each at its own join', () => {
  const run = new TestRun(
    flowOf(
      {
        outer: fork,
        inner: fork,
        a: {},
        b: {},
        c: {},
        innerJoin: { type: 'join', config: { fork: 'inner' } },
        outerJoin: { type: 'join', config: { fork: 'outer' } },
        end,
      },
      [
        'outer.left -> inner',
        'inner.left -> a',
        'inner.right -> b',
        'a.done -> innerJoin',
        'b.done -> innerJoin',
        'innerJoin.done -> outerJoin',
        'outer.right -> c',
        'c.done -> outerJoin',
        'outerJoin.done -> end',
      ],
    ),
  );
  run.start();
  run.leave('c#1');
  run.leave('a#1');
  run.leave('b#1');
  expect(run.state.status).toBe('finished');
});
