import { expect, test } from 'vitest';
import { compileFlow } from '../engine/compile.ts';
import { askAndBook } from '../testing/ask-and-book.ts';
import { flowOf, testOptions } from '../testing/harness.ts';
import { Scenario } from './scenario.ts';
import { simulate } from './simulate.ts';

const definition = flowOf({ ...askAndBook.nodes, high: {} }, [
  ...askAndBook.edges,
  'book.done -> high if x > 10',
  'book.done -> end',
  'high.done -> end',
]);

function play(scenario: object) {
  const compiled = compileFlow(definition, testOptions());
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join('\n'));
  return simulate(compiled.flow, Scenario.parse({ formatVersion: 1, ...scenario }));
}

const leave = (port: string, value: number | null = null) => ({ act: 'leave', by: 'customer', input: { port, value } });

test('a story that goes well: what the scenario does not name works as usual', () => {
  const result = play({
    nodes: { ask: [[leave('done', 20)]], high: [[leave('done')]] },
    expect: {
      outcome: 'completed',
      visited: ['high'],
      notVisited: ['person'],
      inOrder: ['ask', 'book', 'end'],
      variables: { x: 20 },
      requested: ['service.call'],
      withinMs: 5_000,
    },
  });
  expect(result.unmet).toEqual([]);
  expect(result).toMatchObject({ ok: true, outcome: 'completed', path: ['open', 'ask', 'book', 'high', 'end'] });
  expect(result.coverage).toMatchObject({ nodes: { walked: 5, all: 7 }, missedNodes: ['person', 'late'] });
  expect(result.coverage.missedEdges).toContain('book.done -> end');
  expect(result.coverage.missedEdges).not.toContain('book.done -> high');
});

test('both sides’ views stand beside every event', () => {
  const { trace } = play({ nodes: { ask: [[leave('done')]] } });
  const asked = trace.find(({ views }) => views.customer.current[0]?.nodeId === 'ask' && views.customer.current[0].mayAct);
  expect(asked?.views.agent.current[0]).toMatchObject({ nodeId: 'ask', view: { role: 'agent' } });
});

test('lost connections hold the step, and pause its time limit', () => {
  const result = play({
    nodes: { ask: [[{ drop: 'customer', forMs: 300_000 }, leave('done', 1)]] },
    expect: { outcome: 'completed' },
  });
  expect(result.unmet).toEqual([]);
  expect(result.durationMs).toBeGreaterThan(300_000);
  expect(result.trace.flatMap(({ notes }) => notes.map(({ name }) => name))).toEqual(
    expect.arrayContaining(['node_held', 'node_released']),
  );
});

test('services that fail are tried again, and in the end a person is asked', () => {
  const outside = { 'service.call': [{ ok: false, code: 'down', retryable: true }] };
  const failing = play({ outside, nodes: { ask: [[leave('done', 1)]], person: [[leave('done')]] }, expect: { visited: ['person'] } });
  expect(failing.unmet).toEqual([]);
  const recovering = play({
    outside: { 'service.call': [...outside['service.call'], { ok: true }] },
    nodes: { ask: [[leave('done', 1)]] },
    expect: { outcome: 'completed', notVisited: ['person'] },
  });
  expect(recovering.unmet).toEqual([]);
});

test('time-outs, loops, going back, refusals and clocks that are set', () => {
  expect(play({ nodes: { ask: [[{ timeOut: true }]] }, expect: { outcome: 'late' } }).unmet).toEqual([]);
  expect(play({ nodes: { ask: [[leave('again')]], person: [[leave('done')]] }, expect: { visited: ['person'] } }).unmet).toEqual([]);
  const refusals = {
    ask: [
      [
        { ...leave('done'), by: 'guest', refused: 'forbidden' },
        { back: 'customer', refused: 'wrong_state' },
        { clockMs: -3_600_000 },
        leave('done', 1),
      ],
    ],
  };
  expect(play({ nodes: refusals, expect: { outcome: 'completed' } }).unmet).toEqual([]);
  expect(play({ nodes: { ask: [[{ cancel: 'agent' }]] }, expect: { outcome: 'cancelled' } }).unmet).toEqual([]);
});

test('what is not as expected is told, and so is a story that stops half-way', () => {
  const result = play({
    nodes: { ask: [[{ ...leave('nowhere') }, leave('done', 20)]] },
    expect: { outcome: 'completed', visited: ['person'], variables: { x: 1 }, notRequested: ['service.call'] },
  });
  expect(result.ok).toBe(false);
  expect(result.unmet.map(({ what, at }) => `${what} ${at ?? ''}`.trim())).toEqual([
    'refused ask',
    'waitingAt',
    'outcome',
    'visited person',
    'variable x',
    'notRequested service.call',
  ]);
  expect(result.waitingAt).toEqual(['high']);
  expect(play({ nodes: { ask: [[leave('done', 20)]] }, expect: { waitingAt: ['high'] } }).ok).toBe(true);
});

test('the same scenario gives the same result', () => {
  const scenario = { seed: 5, nodes: { ask: [[{ drop: 'customer' }, leave('done', 20)]], high: [[leave('done')]] } };
  expect(play(scenario)).toEqual(play(scenario));
});
