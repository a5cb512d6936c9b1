import { expect, test } from 'vitest';
import { TestRun, end, flowOf } from '../testing/harness.ts';
import { transition } from './transition.ts';

const undoNode = (what: string) => ({ type: 'undo', config: { what } });

test('a time limit leads by its port, and the timer is taken back when the node is left in time', () => {
  const definition = flowOf({ a: { timeLimit: { afterMs: 5_000, port: 'late' } }, late: {}, end }, [
    'a.done -> end',
    'a.late -> late',
    'late.done -> end',
  ]);
  const late = new TestRun(definition);
  late.start();
  late.wait(5_000);
  expect(late.open).toEqual(['late#1']);
  const inTime = new TestRun(definition);
  inTime.start();
  expect(inTime.leave('a#1')).toContainEqual({ type: 'unschedule', timerId: 'a#1:limit' });
  expect(inTime.state.timers).toEqual({});
});

test('a time limit without a way for it is a failure', () => {
  const run = new TestRun(flowOf({ a: { timeLimit: { afterMs: 5_000 } }, end }, ['a.done -> end']));
  run.start();
  run.wait(5_000);
  expect(run.notes('node_failed')).toMatchObject([{ code: 'timed_out' }]);
  expect(run.state.outcome).toBe('failed');
});

test('a timer that fires early, by a clock that was set back, is asked for again', () => {
  const run = new TestRun(flowOf({ a: { config: { afterMs: 60_000 } }, end }, ['a.done -> end']));
  run.start();
  run.nowMs -= 3_600_000;
  expect(run.send({ type: 'timer_fired', timerId: 'a#1:own:own' })).toEqual([
    { type: 'schedule', timerId: 'a#1:own:own', atMs: 1_060_000 },
  ]);
  run.nowMs += 7_200_000;
  run.wait(0);
  expect(run.state.status).toBe('finished');
});

test('waits for a time, a signal, or whichever comes first', () => {
  const definition = flowOf({ w: { type: 'wait', config: { forMs: 1_000, signal: 'call.ended' } }, a: {}, b: {}, end }, [
    'w.elapsed -> a',
    'w.signalled -> b',
    'a.done -> end',
    'b.done -> end',
  ]);
  const elapsed = new TestRun(definition);
  elapsed.start();
  elapsed.wait(1_000);
  expect(elapsed.open).toEqual(['a#1']);
  const signalled = new TestRun(definition);
  signalled.start();
  signalled.signal('call.started');
  signalled.signal('call.ended');
  expect(signalled.open).toEqual(['b#1']);
  expect(signalled.state.timers).toEqual({});
});

test('failures are tried again later and later, each attempt with keys of its own', () => {
  const retry = { maxAttempts: 4, firstDelayMs: 1_000, factor: 3, maxDelayMs: 5_000 };
  const run = new TestRun(flowOf({ a: { config: { failUntil: 3, request: 'service.call' }, retry }, end }, ['a.done -> end']));
  run.start();
  const startedAt = run.nowMs;
  run.wait(60_000);
  expect(run.notes('node_failed').map((note) => 'retryAtMs' in note && (note.retryAtMs ?? 0) - startedAt)).toEqual([1_000, 4_000, 9_000]);
  expect(run.requests.map(({ key }) => key)).toEqual(['a#1.4.1']);
  run.signal('service.call.answered', { ok: true }, 'a#1', 'a#1.3.1');
  expect(run.open).toEqual(['a#1']);
  run.signal('service.call.answered', { ok: true }, 'a#1', 'a#1.4.1');
  expect(run.state.outcome).toBe('completed');
});

test('when the attempts are used up, or a failure will not pass, the port failed is taken', () => {
  const retry = { maxAttempts: 2, firstDelayMs: 1_000 };
  for (const config of [{ failUntil: 9 }, { failUntil: 9, retryable: false }]) {
    const run = new TestRun(
      flowOf({ a: { config, retry }, person: {}, end }, ['a.done -> end', 'a.failed -> person', 'person.done -> end']),
    );
    run.start();
    run.wait(config.retryable === false ? 0 : 1_000);
    expect(run.open).toEqual(['person#1']);
  }
});

test('actions and answers that come while a node waits for its next attempt are refused or ignored', () => {
  const run = new TestRun(
    flowOf({ a: { config: { failUntil: 1 }, retry: { maxAttempts: 2, firstDelayMs: 1_000 } }, end }, ['a.done -> end']),
  );
  run.start();
  expect(() => run.leave('a#1')).toThrow('not open');
  const before = run.state;
  run.signal('x', {}, 'a#1');
  expect(run.state).toEqual(before);
});

const booking = flowOf(
  {
    a: { compensation: 'undoA' },
    b: {},
    c: { compensation: 'undoC' },
    d: {},
    undoA: undoNode('a'),
    undoC: { ...undoNode('c'), retry: { maxAttempts: 2, firstDelayMs: 1_000 } },
    end,
  },
  ['a.done -> b', 'b.done -> c', 'c.done -> d', 'd.done -> end'],
);

test('a cancelled run undoes what it did, the last first, one after the other, though nobody is there any more', () => {
  const run = new TestRun(booking);
  run.start();
  for (const id of ['a#1', 'b#1', 'c#1']) run.leave(id);
  run.cancel();
  expect(run.open).toEqual(['undoC#1']);
  run.signal('service.call.answered', { ok: true }, 'undoC#1');
  expect(run.open).toEqual(['undoA#1']);
  run.signal('service.call.answered', { ok: true }, 'undoA#1');
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'cancelled' });
  expect(run.requests.map(({ payload }) => payload['undo'])).toEqual(['c', 'a']);
});

test('an undoing that fails is tried again, and in the end does not keep the others from being undone', () => {
  const run = new TestRun(booking);
  run.start();
  for (const id of ['a#1', 'b#1', 'c#1']) run.leave(id);
  run.act('d#1', 'fail', { retryable: false });
  run.signal('service.call.answered', { ok: false }, 'undoC#1');
  expect(run.state.open['undoC#1']?.status).toBe('retrying');
  run.wait(1_000);
  run.signal('service.call.answered', { ok: false }, 'undoC#1');
  run.signal('service.call.answered', { ok: true }, 'undoA#1');
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'failed' });
  expect(run.notes('node_failed').map((note) => 'path' in note && note.path)).toEqual(['d', 'undoC', 'undoC']);
});

test('what was not done is not undone, and a run that did nothing ends at once', () => {
  const run = new TestRun(booking);
  run.start();
  run.cancel();
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'cancelled' });
  expect(run.requests).toEqual([]);
});

test('a run that is being undone takes no actions and is not cancelled twice', () => {
  const run = new TestRun(booking);
  run.start();
  run.leave('a#1');
  run.cancel();
  expect(() => run.leave('undoA#1')).toThrow('not open');
  expect(transition(run.flow, run.state, { type: 'cancelled', actor: { role: 'agent', id: null }, reason: '' }, 0)[0]).toBe(run.state);
});
