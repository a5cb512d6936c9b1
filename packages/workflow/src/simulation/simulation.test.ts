import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFlow, type SubFlows } from '../engine/compile.ts';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { askAndBook } from '../testing/ask-and-book.ts';
import { end, flowOf, testOptions } from '../testing/harness.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { seededRuns } from '../testing/seeded-runs.ts';
import { commonCoverage } from './coverage.ts';
import { Move, Reply, Scenario } from './scenario.ts';
import { scenarioOf, simulationOf } from './scenario-of.ts';
import { simulate } from './simulate.ts';
import { type PersonMove, Simulation, type SimulationStep } from './simulation.ts';

const setup = { seed: 1, startAtMs: Date.UTC(2026, 0, 5, 2), variables: {}, outside: {} };
const whole = { path: true, variables: [] };

function compiled(definition: unknown, subFlows?: SubFlows): CompiledFlow {
  const result = compileFlow(JSON.parse(JSON.stringify(definition)), testOptions(subFlows));
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message.en).join('\n'));
  return result.flow;
}

const { nodes, edges } = askAndBook;
const sale = compiled(
  flowOf(
    {
      ...nodes,
      ask: { ...nodes.ask, maxVisits: 3 },
      book: { ...nodes.book, retry: { maxAttempts: 2, firstDelayMs: 1_000 } },
      check: { config: { by: ['agent'] } },
    },
    [...edges, 'book.done -> check', 'check.done -> end'],
  ),
);

const made = (move: object, nodeRunId: string | null = null): SimulationStep => ({
  do: 'move',
  move: Move.parse(move) as PersonMove,
  nodeRunId,
  afterMs: null,
  settle: true,
});
const leave = (nodeRunId: string, port = 'done', value: number | null = null) =>
  made({ act: 'leave', by: 'customer', input: { port, value } }, nodeRunId);
const signal = (name: string, payload: object = {}) => made({ signal: name, payload });

function go(simulation: Simulation, ...steps: readonly SimulationStep[]): Simulation {
  return steps.reduce((at, step) => at.step(step).simulation, simulation);
}

/** Told again by `simulate`, it is the same, event by event. */
function expectSameWhenTold(simulation: Simulation): Scenario {
  const scenario = Scenario.parse(JSON.parse(JSON.stringify(scenarioOf(simulation, whole))));
  const told = simulate(simulation.flow, scenario);
  expect(told.trace.map(({ elapsedMs, atMs, event, refused }) => ({ elapsedMs, atMs, event, refused }))).toEqual(
    simulation.trace.map(({ elapsedMs, atMs, event, refused }) => ({ elapsedMs, atMs, event, refused })),
  );
  expect(told.unmet).toEqual([]);
  expect(told.path).toEqual(simulation.path);
  return scenario;
}

test('a run by hand stands where people are awaited, and goes on as they act', () => {
  const begun = Simulation.begin(sale, setup);
  expect(begun.openPaths).toEqual(['ask']);
  expect(begun.viewFor('customer').current[0]).toMatchObject({ nodeId: 'ask', mayAct: true, held: [] });
  const over = go(begun, leave('ask#1', 'done', 20), leave('check#1'));
  expect([over.isOver, over.state.outcome, over.variables]).toEqual([true, 'completed', { x: 20 }]);
  expect(over.path).toEqual(['open', 'ask', 'book', 'check', 'end']);
  const scenario = expectSameWhenTold(over);
  expect(scenario.expect).toMatchObject({ outcome: 'completed', inOrder: ['open', 'ask', 'book', 'check', 'end'] });
});

test('steps are undone by going on from one before; it stayed as it was', () => {
  const begun = Simulation.begin(sale, setup);
  const asked = go(begun, leave('ask#1', 'again'));
  expect(asked.openPaths).toEqual(['ask']);
  expect(asked.before).toBe(begun);
  expect(go(asked, leave('ask#2')).history.map(({ openPaths }) => openPaths)).toEqual([['ask'], ['ask'], ['check']]);
  expect(begun.path).toEqual(['open', 'ask']);
  expect(go(begun, leave('ask#1', 'done', 3)).variables).toEqual({ x: 3 });
});

test('clocks: a time limit is reached by waiting, and time stands still while a party is away', () => {
  const begun = Simulation.begin(sale, setup);
  expect(begun.timers).toMatchObject([{ path: 'ask', purpose: 'limit', inMs: 60_000 }]);
  const late = go(begun, { do: 'until_timer', nodeRunId: 'ask#1' });
  expect(late.state.outcome).toBe('late');
  expectSameWhenTold(late);
  const away = go(begun, signal('call.participant_disconnected', { participantId: 'customer', role: 'customer' }), {
    do: 'pass',
    ms: 600_000,
  });
  expect(away.viewFor('agent').current[0]?.held).toEqual(['customer_present']);
  expect(away.timers).toEqual([]);
  const returned = go(away, signal('call.participant_resumed', { participantId: 'customer', role: 'customer' }));
  expect(returned.viewFor('agent').current[0]?.held).toEqual([]);
  expect(returned.timers[0]?.inMs).toBeLessThanOrEqual(60_000);
  expectSameWhenTold(away);
  expectSameWhenTold(go(returned, leave('ask#1'), leave('check#1')));
});

test('a recording that degrades holds the step until it has recovered', () => {
  const degraded = go(Simulation.begin(sale, setup), signal('recording.degraded'));
  expect(degraded.step(leave('ask#1'))).toMatchObject({ refused: 'wrong_state' });
  const recovered = go(degraded, leave('ask#1'), signal('recording.recovered'), leave('ask#1'));
  expect(recovered.openPaths).toEqual(['check']);
  const { nodes } = expectSameWhenTold(recovered);
  expect(nodes['ask']?.[0]?.filter((move) => 'refused' in move && move.refused === 'wrong_state')).toHaveLength(1);
});

test('the outside is answered by hand: as usual, with an error, not at all', () => {
  const asking = go(Simulation.begin(sale, setup), { do: 'outside', by: 'hand' }, leave('ask#1'));
  const [open] = asking.unanswered;
  expect(open?.request).toMatchObject({ kind: 'service.call', nodeRunId: 'book#1' });
  const key = open?.request.key ?? '';
  const answered = go(asking, { do: 'reply', key, reply: Reply.parse({}) });
  expect(answered.openPaths).toEqual(['check']);
  const failed = go(asking, { do: 'reply', key, reply: Reply.parse({ ok: false, code: 'down' }) });
  // It is tried again once before a person is asked.
  expect(failed.timers).toMatchObject([{ purpose: 'retry' }]);
  const again = go(failed, { do: 'until_timer', nodeRunId: null });
  const given = go(again, { do: 'reply', key: again.unanswered[0]?.request.key ?? '', reply: Reply.parse({ ok: false, code: 'down' }) });
  expect(given.openPaths).toEqual(['person']);
  const silent = go(asking, { do: 'reply', key, reply: Reply.parse({ silent: true }) }, { do: 'pass', ms: 5_000 });
  expect([silent.unanswered, silent.openPaths]).toEqual([[], ['book']]);
  expect(asking.step({ do: 'reply', key: 'nothing', reply: Reply.parse({}) })).toEqual({ simulation: asking, refused: 'wrong_state' });
  for (const run of [asking, answered, failed, again, given, silent]) expectSameWhenTold(run);
});

test('an error of a service can be planned beforehand', () => {
  const planned = go(
    Simulation.begin(sale, setup),
    { do: 'plan', kind: 'service.call', reply: Reply.parse({ ok: false, code: 'down', retryable: true }) },
    leave('ask#1'),
  );
  expect(planned.timers).toMatchObject([{ path: 'book', purpose: 'retry' }]);
  const over = go(planned, { do: 'until_timer', nodeRunId: null }, leave('check#1'));
  expect(over.state.outcome).toBe('completed');
  expect(expectSameWhenTold(over).outside['service.call']).toMatchObject([{ ok: false, code: 'down' }, { ok: true }]);
});

test('refusals: whoever may not act is told so, and it is part of the story', () => {
  const begun = Simulation.begin(sale, setup);
  const tried = begun.step(made({ act: 'leave', by: 'guest', input: {} }, 'ask#1'));
  expect(tried.refused).toBe('forbidden');
  const over = go(tried.simulation, leave('ask#1'), leave('check#1'));
  expectSameWhenTold(over);
  // What is done at a step that is gone is nobody's.
  expect(over.step(leave('ask#1'))).toEqual({ simulation: over, refused: 'wrong_state' });
});

test('the clock of the counter can be set, which is no time that passes', () => {
  const begun = Simulation.begin(sale, setup);
  const back = go(begun, made({ clockMs: -3_600_000 }), { do: 'pass', ms: 10_000 });
  expect(back.nowMs).toBeLessThan(begun.nowMs);
  const forward = go(begun, made({ clockMs: 3_600_000 }));
  expect(forward.state.outcome).toBe('late');
  expectSameWhenTold(go(back, leave('ask#1'), leave('check#1')));
  expectSameWhenTold(forward);
});

test('a scenario can be gone through step by step, and gone on with by hand', () => {
  const scenario = Scenario.parse({
    formatVersion: 1,
    nodes: {
      ask: [
        [
          { drop: 'customer', forMs: 5_000 },
          { act: 'leave', by: 'customer', input: { port: 'done', value: 2 } },
        ],
      ],
      book: [[{ answer: { ok: false, code: 'down', retryable: false } }]],
    },
    // It fails once and is tried again, then it works as usual.
    expect: { waitingAt: ['check'] },
  });
  const told = simulate(sale, scenario);
  expect(told.unmet).toEqual([]);
  const simulation = simulationOf(sale, scenario);
  expect(simulation.trace.map(({ elapsedMs, event }) => ({ elapsedMs, event }))).toEqual(
    told.trace.map(({ elapsedMs, event }) => ({ elapsedMs, event })),
  );
  expect(simulation.openPaths).toEqual(['check']);
  const over = go(simulation, leave('check#1'));
  expect(over.state.outcome).toBe('completed');
  expectSameWhenTold(over);
});

test('an expectation that the flow no longer meets is told with what came instead', () => {
  const over = go(Simulation.begin(sale, setup), leave('ask#1', 'done', 20), leave('check#1'));
  const scenario = scenarioOf(over, { path: true, variables: ['x'] });
  const changed = compiled({
    ...sale.definition,
    edges: sale.definition.edges
      .map((edge) => (edge.from.node === 'book' && edge.from.port === 'done' ? { ...edge, to: 'person' } : edge))
      .concat([{ from: { node: 'book', port: 'exhausted' }, to: 'check' } as never]),
  });
  const told = simulate(changed, scenario);
  expect(told.ok).toBe(false);
  expect(told.unmet.map(({ what }) => what)).toEqual(['waitingAt', 'outcome', 'inOrder']);
});

test('coverage of several stories: what each walks, and what none does', () => {
  const begun = Simulation.begin(sale, setup);
  const good = go(begun, leave('ask#1'), leave('check#1'));
  const late = go(begun, leave('ask#1', 'again'), { do: 'until_timer', nodeRunId: null });
  const common = commonCoverage(sale, [
    { name: 'good', trace: good.trace },
    { name: 'late', trace: late.trace },
  ]);
  expect(common.nodes).toEqual({ walked: 6, all: 7 });
  expect(common.missedNodes).toEqual(['person']);
  expect(common.missedEdges).toEqual(['ask.exhausted -> person', 'book.failed -> person', 'person.done -> end']);
  expect(common.nodeStories.get('ask')).toEqual(['good', 'late']);
  expect(common.edgeStories.get('ask.timed_out -> late')).toEqual(['late']);
});

test('what is inside a sub-flow is covered step by step, by its path', () => {
  const inner = { ...flowOf({ ask: { config: { ports: ['yes', 'no'] } }, end }, ['ask.yes -> end', 'ask.no -> end']), key: 'inner' };
  const outer = flowOf({ visit: { type: 'sub-flow', config: { flow: 'inner', version: 1 } }, end }, ['visit.done -> end']);
  const flow = compiled(outer, new Map([['inner@1', inner]]));
  const yes = go(Simulation.begin(flow, setup), leave('visit#1/ask#1', 'yes'));
  const covered = commonCoverage(flow, [{ name: 'yes', trace: yes.trace }]);
  expect(covered).toMatchObject({ nodes: { walked: 4, all: 4 }, edges: { walked: 2, all: 3 }, missedEdges: ['visit/ask.no -> visit/end'] });
  expect(covered.nodeStories.get('visit/ask')).toEqual(['yes']);
});

test('an edge past a step is not counted as walked because the step was left at once', () => {
  const flow = compiled(
    flowOf({ begin: { outputs: { value: 'x' } }, skip: { type: 'decision' }, end }, [
      'begin.done -> end if x > 5',
      'begin.done -> skip',
      'skip.next -> end',
    ]),
  );
  const over = go(Simulation.begin(flow, setup), leave('begin#1', 'done', 1));
  expect(commonCoverage(flow, [{ name: 'a', trace: over.trace }]).missedEdges).toEqual(['begin.done -> end']);
});

const FACTS = [
  ['call.started', {}],
  ['call.held', {}],
  ['call.unheld', {}],
  ['recording.confirmed', {}],
  ['recording.degraded', {}],
  ['recording.recovered', {}],
  ['call.participant_joined', { participantId: 'c', role: 'customer' }],
  ['call.participant_disconnected', { participantId: 'c' }],
  ['call.participant_resumed', { participantId: 'c' }],
] as const;

/** One of all that can be clicked now; `pick` is any whole number. */
function randomStep(simulation: Simulation, pick: number): SimulationStep {
  const open = Object.keys(simulation.state.open);
  const rest = Math.floor(pick / 32);
  const runId = open[rest % open.length] ?? 'gone#1';
  const deep = Math.floor(rest / 8);
  const pending = simulation.unanswered[0]?.request.key ?? 'nothing';
  const replies = [{}, { ok: false, code: 'down', retryable: true }, { ok: false, code: 'no' }, { silent: true }];
  const reply = Reply.parse(replies[rest % replies.length]);
  const [name, payload] = FACTS[deep % FACTS.length] ?? FACTS[0];
  switch (pick % 32) {
    case 0:
      return made({ act: 'fail', by: 'agent', input: { retryable: deep % 2 === 0 } }, runId);
    case 1:
      return made({ act: 'leave', by: 'guest', input: {} }, runId);
    case 2:
      return made({ act: 'leave', by: 'customer', input: { port: 'nowhere' } }, runId);
    case 3:
      return made({ back: deep % 2 === 0 ? 'customer' : 'agent' });
    case 4:
      return made({ escalate: 'customer' });
    case 5:
      return deep % 8 === 0 ? made({ cancel: 'agent' }) : { do: 'outside', by: deep % 2 === 0 ? 'hand' : 'itself' };
    case 6:
      return made({ clockMs: (deep % 3) * 40_000 - 40_000 });
    case 7:
      return made({ drop: 'customer', forMs: (deep % 5) * 1_000 });
    case 8:
      return { do: 'plan', kind: ['service.call', 'speech.speak'][deep % 2] ?? '', reply };
    case 9:
    case 10:
    case 11:
      return { do: 'reply', key: pending, reply };
    case 12:
      return { do: 'pass', ms: (deep % 7) * 5_000 };
    case 13:
    case 14:
      return { do: 'until_timer', nodeRunId: deep % 2 === 0 ? null : runId };
    case 15:
    case 16:
      return signal(name, payload);
    default:
      return leave(runId, ['done', 'other', 'again'][deep % 3], deep % 9);
  }
}

test('random flows under random hands: told as its scenario, every run goes the same way', () => {
  let events = 0;
  let refusals = 0;
  fc.assert(
    fc.property(
      randomFlow,
      fc.array(fc.nat({ max: 10_000_000 }), { minLength: 5, maxLength: 40 }),
      fc.nat({ max: 1_000 }),
      ({ definition, subFlows }, picks, seed) => {
        const flow = compiled(definition, subFlows);
        let simulation = Simulation.begin(flow, { ...setup, seed });
        for (const [name, payload] of [FACTS[0], FACTS[3], FACTS[6]]) simulation = go(simulation, signal(name, payload));
        for (const pick of picks) simulation = go(simulation, randomStep(simulation, pick));
        if (simulation.trace.length >= 1_000) return;
        events += simulation.trace.length;
        refusals += simulation.trace.filter(({ refused }) => refused !== null).length;
        expectSameWhenTold(simulation);
        // And taken from there into a hand again, it stands where it stood.
        const taken = simulationOf(flow, Scenario.parse(scenarioOf(simulation, whole)));
        expect(taken.path).toEqual(simulation.path);
        expect(taken.state).toEqual(simulation.state);
      },
    ),
    seededRuns('random hands', 200),
  );
  console.info(`${events} events, ${refusals} of them refused`);
  expect(events).toBeGreaterThan(0);
}, 60_000);
