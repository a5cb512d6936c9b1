import { expect, test } from 'vitest';
import { viewOf } from './view.ts';
import { TestRun, end, flowOf } from '../testing/harness.ts';

const customer = { participantId: 'p1', role: 'customer' };
const agent = { participantId: 'p2', role: 'agent' };

test('a person cannot be asked for by a customer who has one before them, and can again once their line is away', () => {
  const run = new TestRun(flowOf({ a: {}, person: {}, end }, ['a.done -> end', 'a.escalated -> person', 'person.done -> end']));
  run.start();
  run.signal('call.participant_joined', agent);
  expect(viewOf(run.flow, run.state, 'customer').canEscalate).toBe(false);
  expect(viewOf(run.flow, run.state, 'agent').canEscalate).toBe(true);
  expect(() => run.escalate()).toThrow('A person is there');
  run.signal('call.participant_disconnected', agent);
  run.escalate();
  expect(run.open).toEqual(['person#1']);
});

test('a node whose needs are not met is held: not begun, no action taken, until they are', () => {
  const run = new TestRun(flowOf({ a: { config: { needs: ['call', 'recording'], request: 'speech.speak' } }, end }, ['a.done -> end']));
  run.start();
  expect(run.state.open['a#1']).toMatchObject({ status: 'waiting', held: ['call', 'recording'] });
  expect(run.requests).toEqual([]);
  expect(() => run.leave('a#1')).toThrow('not open');
  run.signal('call.started');
  run.signal('recording.confirmed');
  expect(run.requests).toHaveLength(1);
  expect(run.notes('node_held', 'node_released')).toEqual([
    { name: 'node_held', nodeRunId: 'a#1', needs: ['call', 'recording'] },
    { name: 'node_held', nodeRunId: 'a#1', needs: ['recording'] },
    { name: 'node_released', nodeRunId: 'a#1' },
  ]);
  run.leave('a#1');
  expect(run.state.status).toBe('finished');
});

test.each([
  ['customer_present', 'call.participant_disconnected', customer, 'call.participant_resumed', customer],
  ['agent_present', 'call.participant_left', agent, 'call.participant_joined', { participantId: 'p3', role: 'agent' }],
  ['call', 'call.held', {}, 'call.unheld', {}],
  ['recording', 'recording.degraded', {}, 'recording.recovered', {}],
  ['recording', 'recording.stopped', {}, 'recording.confirmed', {}],
] as const)('%s: %s holds the step and refuses its actions; %s lets it go on', (need, lost, lostPayload, back, backPayload) => {
  const run = new TestRun(flowOf({ a: { config: { needs: [need] } }, end }, ['a.done -> end']));
  run.signal('call.started');
  run.signal('call.participant_joined', customer);
  run.signal('call.participant_joined', agent);
  run.signal('recording.confirmed');
  run.start();
  run.act('a#1', 'say', 'before');
  run.signal(lost, lostPayload);
  expect(() => run.leave('a#1')).toThrow(`held: ${need}`);
  run.signal(back, backPayload);
  expect(run.state.open['a#1']?.data).toMatchObject({ said: 'before' });
  run.leave('a#1');
  expect(run.state.status).toBe('finished');
});

test('a participant is known by the role it was admitted with', () => {
  const run = new TestRun(flowOf({ a: { config: { needs: ['customer_present'] } }, end }, ['a.done -> end']));
  run.start();
  run.signal('call.participant_admitted', customer);
  expect(run.state.open['a#1']?.held).toEqual(['customer_present']);
  run.signal('call.participant_joined', { participantId: 'p1' });
  expect(run.state.open['a#1']?.held).toEqual([]);
  run.signal('call.ended');
  expect(run.state.open['a#1']?.held).toEqual(['customer_present']);
});

test('while a node is held its own timers stand still, its time limit only where the definition says so', () => {
  const limited = (whileHeld: 'run' | 'pause') =>
    flowOf({ a: { config: { needs: ['call'], afterMs: 10_000 }, timeLimit: { afterMs: 20_000, whileHeld } }, late: {}, end }, [
      'a.done -> end',
      'a.timed_out -> late',
      'late.done -> end',
    ]);
  const paused = new TestRun(limited('pause'));
  paused.signal('call.started');
  paused.start();
  paused.wait(4_000);
  paused.signal('call.held');
  expect(paused.state.timers).toEqual({});
  paused.wait(3_600_000);
  paused.signal('call.unheld');
  const leftMs = (timerId: string) => (paused.state.timers[timerId]?.atMs ?? 0) - paused.nowMs;
  expect([leftMs('a#1:own:own'), leftMs('a#1:limit')]).toEqual([6_000, 16_000]);
  const running = new TestRun(limited('run'));
  running.signal('call.started');
  running.start();
  running.signal('call.held');
  running.wait(20_000);
  expect(running.open).toEqual(['late#1']);
});

const steps = flowOf({ a: { back: true, outputs: { value: 'x' } }, d: { type: 'decision' }, b: { back: true }, c: {}, end }, [
  'a.done -> d',
  'd.next -> b',
  'b.done -> c',
  'c.done -> end',
]);

test('going back opens the step before, passing over what did not stop, as often as one likes to go forward again', () => {
  const run = new TestRun(steps);
  run.start();
  expect(() => run.back()).toThrow('no step');
  run.leave('a#1', 'done', 1);
  run.back();
  expect(run.open).toEqual(['a#2']);
  run.leave('a#2', 'done', 2);
  run.leave('b#2');
  run.back('agent');
  run.back();
  expect(run.open).toEqual(['a#3']);
  for (const id of ['a#3', 'b#4', 'c#2']) run.leave(id);
  expect(run.state).toMatchObject({ status: 'finished', outcome: 'completed', backs: 3 });
});

test('going back is refused to strangers, where the definition does not allow it, and over something that waited', () => {
  const run = new TestRun(steps);
  run.start();
  run.leave('a#1');
  expect(() => run.back('guest')).toThrow('role');
  const waited = new TestRun(
    flowOf({ a: { back: true }, w: { config: { afterMs: 1 } }, b: {}, end }, ['a.done -> w', 'w.done -> b', 'b.done -> end']),
  );
  waited.start();
  waited.leave('a#1');
  waited.wait(1);
  expect(() => waited.back()).toThrow('no step');
});

test('going back is refused over what asked something of the outside', () => {
  const definition = (config: object) =>
    flowOf({ a: { back: true }, n: { config: { throws: true, ...config } }, b: {}, end }, [
      'a.done -> n',
      'n.done -> b',
      'n.failed -> b',
      'b.done -> end',
    ]);
  const silent = new TestRun(definition({}));
  silent.start();
  silent.leave('a#1');
  silent.back();
  expect(silent.open).toEqual(['a#2']);
  const asking = new TestRun(definition({ throws: false, request: 'notify.send' }));
  asking.start();
  asking.leave('a#1');
  asking.signal('notify.send.answered', {}, 'n#1');
  expect(asking.open).toEqual(['b#1']);
  expect(() => asking.back()).toThrow('no step');
});

test('a step with a way to a person takes it', () => {
  const run = new TestRun(flowOf({ a: {}, person: {}, end }, ['a.done -> end', 'a.escalated -> person', 'person.done -> end']));
  run.start();
  expect(viewOf(run.flow, run.state, 'customer').canEscalate).toBe(true);
  run.escalate();
  expect(run.open).toEqual(['person#1']);
});

test('without one the hand-over node of the flow is entered and everything else waits; then it goes on where it was', () => {
  const definition = flowOf(
    { a: { config: { afterMs: 5_000 } }, person: { config: { ports: ['back'] }, maxVisits: 2 }, end },
    ['a.done -> end'],
    {
      escalation: 'person',
    },
  );
  const run = new TestRun(definition);
  run.start();
  run.act('a#1', 'say', 'half-way');
  expect(viewOf(run.flow, run.state, 'customer').canEscalate).toBe(true);
  run.escalate();
  expect(viewOf(run.flow, run.state, 'customer').canEscalate).toBe(false);
  expect(run.open).toEqual(['a#1', 'person#1']);
  expect(run.state.open['a#1']?.held).toEqual(['person']);
  expect(() => run.leave('a#1')).toThrow('held');
  expect(() => run.escalate()).toThrow('already');
  run.leave('person#1', 'back');
  expect(run.state.open['a#1']).toMatchObject({ held: [], data: { said: 'half-way' } });
  run.escalate();
  run.leave('person#2', 'back');
  expect(() => run.escalate()).toThrow('Nobody');
  run.leave('a#1');
  expect(run.state.status).toBe('finished');
});

test('a hand-over node with an edge takes the flow another way and gives up what was open', () => {
  const definition = flowOf({ a: {}, person: {}, byHand: {}, end }, ['a.done -> end', 'person.done -> byHand', 'byHand.done -> end'], {
    escalation: 'person',
  });
  const run = new TestRun(definition);
  run.start();
  run.escalate('agent');
  run.leave('person#1');
  expect(run.open).toEqual(['byHand#1']);
});

test('where nobody can take over, asking for a person is refused', () => {
  const run = new TestRun(flowOf({ a: {}, end }, ['a.done -> end']));
  run.start();
  expect(viewOf(run.flow, run.state, 'customer').canEscalate).toBe(false);
  expect(() => run.escalate()).toThrow('Nobody');
});
