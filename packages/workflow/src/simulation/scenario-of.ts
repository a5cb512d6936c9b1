import type { LocalText } from '@guichet/protocol';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import type { Move, Reply, Scenario } from './scenario.ts';
import { Play } from './simulate.ts';
import { type MadeMove, type PersonMove, Simulation } from './simulation.ts';
import { usualReply } from './outside.ts';

/** What is to be the same when the story is told again. */
export interface Expected {
  readonly title?: LocalText;
  /** The steps in their order; without, only how it ended or where it stands. */
  readonly path: boolean;
  /** Names of the flow's variables whose values are to be the same. */
  readonly variables: readonly string[];
}

/** The story of what was done by hand, to be told again by `simulate`: it goes the same way. */
export function scenarioOf(simulation: Simulation, expected: Expected): Scenario {
  const { setup, path, openPaths, variables, elapsedMs, state } = simulation;
  const outcome = state.status === 'finished' ? state.outcome : null;
  return {
    formatVersion: 1,
    ...(expected.title === undefined ? {} : { title: expected.title }),
    seed: setup.seed,
    startAtMs: setup.startAtMs,
    variables: setup.variables,
    ...(outcome === null ? { stopAfterMs: elapsedMs } : {}),
    nodes: movesByNode(simulation),
    outside: repliesByKind(simulation),
    expect: {
      ...(outcome === null ? { waitingAt: [...openPaths] } : { outcome }),
      visited: [],
      notVisited: [],
      inOrder: expected.path ? [...path] : [],
      variables: Object.fromEntries(expected.variables.map((name) => [name, variables[name] ?? null])) as Scenario['expect']['variables'],
      requested: [],
      notRequested: [],
    },
  };
}

function movesByNode(simulation: Simulation): Scenario['nodes'] {
  const byRun = Map.groupBy(simulation.moves, ({ nodeRunId }) => nodeRunId);
  const nodes: Record<string, Move[][]> = {};
  const told = new Set([...byRun.keys()].map((id) => simulation.entered(id)?.path));
  for (const [id, { path, visit, atMs }] of simulation.enteredRuns) {
    if (!told.has(path)) continue;
    // A visit at which nothing was done is told as well: else the list before it would serve it.
    const visits = (nodes[path] ??= []);
    visits[visit - 1] = timed(byRun.get(id) ?? [], atMs);
  }
  return nodes;
}

function timed(moves: readonly MadeMove[], enteredAtMs: number): Move[] {
  let since = enteredAtMs;
  return moves.flatMap(({ move, refused, atMs }): Move[] => {
    const afterMs = atMs - since;
    since = atMs;
    if ('clockMs' in move) return afterMs === 0 ? [move] : [{ waitMs: afterMs }, move];
    return [{ ...move, afterMs, ...(refused === null ? {} : { refused }) } as Move];
  });
}

/** Answers that were chosen by hand are told one by one; what was planned from the beginning stays as it was. */
function repliesByKind({ asked, chosenKinds, setup }: Simulation): Scenario['outside'] {
  const outside: Record<string, Reply[]> = { ...setup.outside };
  for (const kind of chosenKinds) {
    const replies = asked.flatMap(({ request, reply }) =>
      request.kind === kind ? [reply ?? { ...usualReply(kind, request.payload), silent: true }] : [],
    );
    if (replies.length > 0) outside[kind] = replies;
  }
  return outside;
}

/** The run that a scenario tells, so that it can be looked at step by step and gone on with by hand. */
export function simulationOf(flow: CompiledFlow, scenario: Scenario): Simulation {
  const play = new Play(flow, scenario);
  play.run();
  const { seed, startAtMs, variables } = scenario;
  const outside = { ...scenario.outside, ...scriptedReplies(play) };
  let simulation = Simulation.begin(flow, { seed, startAtMs, variables, outside }, { settle: false });
  for (const { atMs, nodeRunId, move, afterTimer } of play.played) {
    const made = personMove(move);
    if (made === null) continue;
    const ms = atMs - simulation.elapsedMs;
    if (afterTimer) simulation = simulation.step({ do: 'pass', ms }).simulation;
    simulation = simulation.step({ do: 'move', move: made, nodeRunId, afterMs: afterTimer ? 0 : ms, settle: false }).simulation;
  }
  const rest = play.world.stage.elapsedMs - simulation.elapsedMs;
  return simulation.isOver ? simulation : simulation.step({ do: 'pass', ms: Math.max(rest, 0) }).simulation;
}

function personMove(move: Move): PersonMove | null {
  return 'answer' in move || 'waitMs' in move || 'timeOut' in move ? null : move;
}

/** Answers that the story gives within its steps, as answers of the outside. */
function scriptedReplies({ played, world }: Play): Scenario['outside'] {
  if (!played.some(({ move }) => 'answer' in move)) return {};
  const kinds = new Set(world.asked.map(({ request }) => request.kind));
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, world.asked.flatMap(({ request, reply }) => (request.kind === kind && reply !== null ? [reply] : []))]),
  );
}
