import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { pathOf } from '../engine/draft.ts';
import type { NodeRun } from '../engine/state.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { type Unmet, unmetExpectations } from './expectations.ts';
import { eventOf } from './move-events.ts';
import { usualReply } from './outside.ts';
import { type Move, Reply, type Scenario } from './scenario.ts';
import type { Request, TraceEntry } from './stage.ts';
import { type Due, firstOf, World } from './world.ts';

export interface SimulationResult {
  /** Everything that the scenario expects is so, and nothing was refused that it did not foresee. */
  readonly ok: boolean;
  readonly outcome: string | null;
  /** Where it waits for somebody or something that the scenario does not bring; empty when it ended. */
  readonly waitingAt: readonly string[];
  /** Node paths in the order in which they were entered. */
  readonly path: readonly string[];
  readonly variables: JsonObject;
  readonly durationMs: number;
  readonly coverage: Coverage;
  readonly unmet: readonly Unmet[];
  readonly trace: readonly TraceEntry[];
}

/** Runs a flow against a scenario: no clock but its own, and the same result every time. */
export function simulate(flow: CompiledFlow, scenario: Scenario): SimulationResult {
  const play = new Play(flow, scenario);
  play.run();
  const { stage } = play.world;
  const result = {
    outcome: stage.isOver ? stage.state.outcome : null,
    waitingAt: Object.values(stage.state.open).map(pathOf),
    path: pathWalked(stage.trace),
    variables: stage.state.scopes['']?.variables ?? {},
    durationMs: stage.trace.at(-1)?.elapsedMs ?? 0,
    coverage: coverageOf(flow, stage.trace),
    trace: stage.trace,
  };
  const all = [...play.unmet, ...unmetExpectations(scenario.expect, result)];
  return { ...result, ok: all.length === 0, unmet: all };
}

/** Node paths in the order in which they were entered. */
export const pathWalked = (trace: readonly TraceEntry[]): string[] =>
  trace.flatMap(({ notes }) => notes.flatMap((note) => (note.name === 'node_entered' && note.attempt === 1 ? [note.path] : [])));

/** What somebody did in a story, and when. */
export interface Played {
  readonly atMs: number;
  readonly nodeRunId: string;
  readonly move: Move;
  /** A clock came first at that very moment. */
  readonly afterTimer: boolean;
}

/** A story that is being told: whoever has moves left makes them as soon as they can. */
export class Play {
  readonly world: World;
  readonly unmet: Unmet[] = [];
  readonly played: Played[] = [];
  readonly #scenario: Scenario;
  readonly #done = new Map<string, number>();
  readonly #lastAt = new Map<string, number>();
  #timerAt = -1;

  constructor(flow: CompiledFlow, scenario: Scenario) {
    this.world = new World(flow, scenario.startAtMs);
    this.#scenario = scenario;
  }

  run(): void {
    const { seed, variables, stopAfterMs = Number.POSITIVE_INFINITY } = this.#scenario;
    const { world } = this;
    world.send({ type: 'started', seed, variables: variables as JsonObject }, this.#replyTo);
    const options = { isHeldBack: this.#isScripted, onTimer: this.#onTimer };
    while (!world.isOver) {
      const due = firstOf([...world.dues(this.#replyTo, options), ...this.#people()], world.stage.elapsedMs);
      if (!due || due.atMs > stopAfterMs) return;
      world.let(due);
    }
  }

  readonly #replyTo = (request: Request, nth: number): Reply =>
    plannedReply(this.#scenario.outside, request.kind, nth) ?? usualReply(request.kind, request.payload);

  /** Its own moves still have an answer to give. */
  readonly #isScripted = ({ nodeRunId }: Request): boolean => {
    const run = this.world.stage.state.open[nodeRunId];
    return run !== undefined && this.#movesLeft(run).some((move) => 'answer' in move);
  };

  readonly #onTimer = (nodeRunId: string): void => {
    const { stage } = this.world;
    this.#timerAt = stage.elapsedMs;
    const run = stage.state.open[nodeRunId];
    const [move] = run ? this.#movesLeft(run) : [];
    if (run && move && 'timeOut' in move) this.#made(run);
  };

  #people(): Due[] {
    return Object.values(this.world.stage.state.open).flatMap((run): Due[] => {
      const [move] = this.#movesLeft(run);
      if (!move || !this.#canMove(run, move)) return [];
      const since = this.#lastAt.get(run.id) ?? this.world.entered.get(run.id)?.atMs ?? 0;
      const waitMs = 'afterMs' in move ? move.afterMs : 'waitMs' in move ? move.waitMs : 0;
      return [{ atMs: since + waitMs, rank: 2, happen: () => this.#move(run, move) }];
    });
  }

  #movesLeft(run: NodeRun): readonly Move[] {
    const { path, visit } = this.world.entered.get(run.id) ?? { path: pathOf(run), visit: run.visit };
    const visits = Object.hasOwn(this.#scenario.nodes, path) ? this.#scenario.nodes[path] : undefined;
    const moves = visits?.[Math.min(visit, visits.length) - 1] ?? [];
    return moves.slice(this.#done.get(run.id) ?? 0);
  }

  /** People wait until they can do what they want to do, except where the story is that they try too soon. */
  #canMove(run: NodeRun, move: Move): boolean {
    if ('timeOut' in move) return false;
    if ('answer' in move) return this.#oldestRequest(run) !== undefined;
    if ('act' in move || 'back' in move) return move.refused !== undefined || (run.status === 'open' && run.held.length === 0);
    return true;
  }

  #oldestRequest(run: NodeRun): Request | undefined {
    return this.world.asked.find(({ request, isAnswered }) => !isAnswered && request.nodeRunId === run.id)?.request;
  }

  #made(run: NodeRun): void {
    this.#done.set(run.id, (this.#done.get(run.id) ?? 0) + 1);
    this.#lastAt.set(run.id, this.world.stage.elapsedMs);
  }

  #move(run: NodeRun, move: Move): void {
    const { stage } = this.world;
    this.#made(run);
    this.played.push({ atMs: stage.elapsedMs, nodeRunId: run.id, move, afterTimer: this.#timerAt === stage.elapsedMs });
    if ('answer' in move) {
      const request = this.#oldestRequest(run);
      const payload = move.answer as JsonObject;
      const asked = this.world.asked.find((one) => one.request === request);
      if (request === undefined || asked === undefined) return;
      const reply = Reply.parse({ ok: payload['ok'] === true, answer: move.answer, afterMs: stage.elapsedMs - asked.askedAtMs });
      this.world.answer(request, payload, reply, this.#replyTo);
      return;
    }
    const refused = makeMove(this.world, run.id, move, this.#replyTo);
    const foreseen = 'refused' in move ? (move.refused ?? null) : null;
    if (refused !== foreseen) this.unmet.push({ what: 'refused', at: pathOf(run), expected: foreseen, actual: refused });
  }
}

/** The answer that is planned for the nth request of its kind; the last one serves all after it. */
export function plannedReply(outside: Scenario['outside'], kind: string, nth: number): Reply | undefined {
  const replies = Object.hasOwn(outside, kind) ? outside[kind] : undefined;
  return replies?.[Math.min(nth, replies.length - 1)];
}

/** Lets somebody do something now; how it was refused, null where it wasn't. */
export function makeMove(
  world: World,
  nodeRunId: string,
  move: Move,
  replyTo: (request: Request, nth: number) => Reply | null,
): TraceEntry['refused'] {
  if ('clockMs' in move) world.stage.zeroMs += move.clockMs;
  if ('drop' in move) world.drop(move.drop, move.forMs, replyTo);
  const event = eventOf(nodeRunId, move);
  return event === null ? null : world.send(event, replyTo).refused;
}
