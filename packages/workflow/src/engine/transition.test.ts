import { expect, test } from 'vitest';
import { ActionRefused } from '../nodes/node-type.ts';
import { TestRun, end, flowOf } from '../testing/harness.ts';
import { initialState, transition } from './transition.ts';

const refused = (work: () => unknown) => {
  try {
    work();
    return 'allowed';
  } catch (error) {
    return error instanceof ActionRefused ? error.code : `threw ${String(error)}`;
  }
};

test('a run goes from node to node, and every entering and leaving is noted', () => {
  const run = new TestRun(flowOf({ a: { outputs: { value: 'x' } }, b: {}, end }, ['a.done -> b', 'b.done -> end']));
  run.start();
  expect(run.open).toEqual(['a#1']);
  run.leave('a#1', 'done', 5);
  expect(run.variables).toEqual({ x: 5 });
  run.leave('b#1');
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'completed', open: {} });
  expect(run.notes('node_entered', 'node_left', 'finished').map((note) => `${note.name} ${'path' in note ? note.path : ''}`)).toEqual([
    'node_entered a',
    'node_left a',
    'node_entered b',
    'node_left b',
    'node_entered end',
    'node_left end',
    'finished ',
  ]);
});

test('edges are asked in their order, the last is the default, and null is not true', () => {
  const definition = flowOf({ a: {}, d: { type: 'decision' }, big: {}, small: {}, unknown: {}, end }, [
    'a.done -> d',
    'd.next -> big if x > 10',
    'd.next -> small if x > 1',
    'd.next -> unknown',
    ...['big', 'small', 'unknown'].map((id) => `${id}.done -> end`),
  ]);
  for (const [x, to] of [
    [50, 'big#1'],
    [5, 'small#1'],
    [null, 'unknown#1'],
  ] as const) {
    const run = new TestRun(definition);
    run.start({ x });
    run.leave('a#1');
    expect(run.open).toEqual([to]);
  }
});

test('a condition sees the outputs of the node it leaves', () => {
  const run = new TestRun(
    flowOf({ a: {}, yes: {}, no: {}, end }, ['a.done -> yes if value = 3', 'a.done -> no', 'yes.done -> end', 'no.done -> end']),
  );
  run.start();
  run.leave('a#1', 'done', 3);
  expect(run.open).toEqual(['yes#1']);
});

test('actions are refused when the step, the name, the role or the input is wrong, and nothing changes', () => {
  const run = new TestRun(flowOf({ a: {}, end }, ['a.done -> end']));
  expect(refused(() => run.leave('a#1'))).toBe('wrong_state');
  run.start();
  const before = run.state;
  expect(refused(() => run.leave('b#1'))).toBe('wrong_state');
  expect(refused(() => run.act('a#1', 'fly', {}))).toBe('invalid');
  expect(refused(() => run.act('a#1', 'constructor', {}))).toBe('invalid');
  expect(refused(() => run.act('a#1', 'leave', {}, 'guest'))).toBe('forbidden');
  expect(refused(() => run.act('a#1', 'say', 5))).toBe('invalid');
  expect(refused(() => run.leave('a#1', 'nowhere'))).toBe('invalid');
  expect(run.state).toBe(before);
  run.leave('a#1');
  expect(refused(() => run.leave('a#1'))).toBe('wrong_state');
});

test('the same event twice, or one that comes too late, changes nothing', () => {
  const run = new TestRun(flowOf({ a: { timeLimit: { afterMs: 5_000 } }, end }, ['a.done -> end', 'a.timed_out -> end']));
  run.start();
  const timerId = Object.keys(run.state.timers)[0]!;
  const started = run.state;
  expect(transition(run.flow, started, { type: 'started', seed: 9, variables: {} }, 5)).toEqual([started, []]);
  run.leave('a#1');
  for (const event of [
    { type: 'timer_fired', timerId } as const,
    { type: 'timer_fired', timerId: '__proto__' } as const,
    { type: 'signalled', signal: { name: 'call.started', payload: {} }, nodeRunId: null } as const,
    { type: 'cancelled', actor: { role: 'agent', id: null }, reason: '' } as const,
  ]) {
    expect(transition(run.flow, run.state, event, 9_999_999)).toEqual([run.state, []]);
  }
});

test('a state before its first event does nothing but gather facts', () => {
  const run = new TestRun(flowOf({ a: { config: { needs: ['recording'] } }, end }, ['a.done -> end']));
  run.signal('recording.confirmed');
  run.start();
  expect(run.state.open['a#1']).toMatchObject({ status: 'open', held: [] });
  expect(initialState(run.flow, 'x')).toMatchObject({ flowRunId: 'x', status: 'new' });
});

test('the configuration’s expressions are evaluated when the node is entered', () => {
  const run = new TestRun(
    flowOf({ a: { outputs: { value: 'x' } }, b: { config: { note: '= string(x + 1)', request: 'service.call' } }, end }, [
      'a.done -> b',
      'b.done -> end',
    ]),
  );
  run.start();
  run.leave('a#1', 'done', 4);
  expect(run.requests).toMatchObject([{ kind: 'service.call', key: 'b#1.1.1', payload: { note: '5' } }]);
});

test('a configuration whose values do not fit fails its node, not the engine', () => {
  const run = new TestRun(
    flowOf({ a: { config: { note: '=x' } }, rescue: {}, end }, ['a.done -> end', 'a.failed -> rescue', 'rescue.done -> end']),
  );
  run.start({ x: 5 });
  expect(run.notes('node_failed')).toMatchObject([{ code: 'config_invalid', retryAtMs: null }]);
  expect(run.open).toEqual(['rescue#1']);
});

test('a node type that throws fails its node', () => {
  const run = new TestRun(flowOf({ a: { config: { throws: true } }, end }, ['a.done -> end']));
  run.start();
  expect(run.notes('node_failed')).toMatchObject([{ code: 'behaviour_error' }]);
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'failed' });
});

test('segments begin with the first node that names them and end with the next or with the run', () => {
  const run = new TestRun(
    flowOf({ a: { segment: 'intro' }, b: {}, c: { segment: 'sale' }, end }, ['a.done -> b', 'b.done -> c', 'c.done -> end'], {
      segments: ['intro', 'sale'].map((id) => ({ id, title: { 'zh-CN': id, en: id } })),
    }),
  );
  run.start();
  for (const id of ['a#1', 'b#1', 'c#1']) run.leave(id);
  expect(run.notes('segment_started', 'segment_ended').map((note) => [note.name, 'segment' in note && note.segment])).toEqual([
    ['segment_started', 'intro'],
    ['segment_ended', 'intro'],
    ['segment_started', 'sale'],
    ['segment_ended', 'sale'],
  ]);
});

test('marks are noted for the timeline', () => {
  const run = new TestRun(flowOf({ a: {}, end }, ['a.done -> end']));
  run.start();
  run.act('a#1', 'say', 'yes');
  expect(run.notes('marked')).toEqual([{ name: 'marked', nodeRunId: 'a#1', mark: 'said', detail: {} }]);
});

test('a loop runs as often as its nodes allow and leaves by exhausted', () => {
  const definition = flowOf({ ask: { maxVisits: 3, config: { ports: ['again', 'done'] } }, person: {}, end }, [
    'ask.again -> ask',
    'ask.done -> end',
    'ask.exhausted -> person',
    'person.done -> end',
  ]);
  const run = new TestRun(definition);
  run.start();
  for (const id of ['ask#1', 'ask#2', 'ask#3']) run.leave(id, 'again');
  expect(run.open).toEqual(['person#1']);
});

test('a loop that is exhausted without a way for it fails the run', () => {
  const run = new TestRun(
    flowOf({ ask: { maxVisits: 2, config: { ports: ['again', 'done'] } }, end }, ['ask.again -> ask', 'ask.done -> end']),
  );
  run.start();
  run.leave('ask#1', 'again');
  run.leave('ask#2', 'again');
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'failed' });
  expect(run.notes('node_failed')).toMatchObject([{ code: 'too_many_visits' }]);
});

test('an end can ask for the session to be ended', () => {
  const run = new TestRun(flowOf({ a: {}, end: { type: 'end', config: { outcome: 'refused', endSession: true } } }, ['a.done -> end']));
  run.start();
  run.leave('a#1');
  expect(run.requests).toMatchObject([{ kind: 'session.end', key: 'end#1.1.1', payload: { outcome: 'refused' } }]);
  expect(run.state.outcome).toBe('refused');
});
