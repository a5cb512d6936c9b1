import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { pathOf } from '../engine/draft.ts';
import type { NodeRun } from '../engine/state.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { type Unmet, unmetExpectations } from './expectations.ts';
import { usualReply } from './outside.ts';
import type { Move, Reply, Scenario } from './scenario.ts';
import { type Request, Stage, type TraceEntry } from './stage.ts';
import { eventOf } from './move-events.ts';

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

/** Events of one simulation; more means that the scenario goes round in circles. */
const MAX_EVENTS = 5_000;

interface Due {
  readonly atMs: number;
  /** Of what falls together: the outside first, then people, then clocks. */
  readonly rank: number;
  happen(): void;
}

/** Runs a flow against a scenario: no clock but its own, and the same result every time. */
export function simulate(flow: CompiledFlow, scenario: Scenario): SimulationResult {
  const play = new Play(flow, scenario);
  play.run();
  const { stage, unmet } = play;
  const path = stage.trace.flatMap(({ notes }) =>
    notes.flatMap((note) => (note.name === 'node_entered' && note.attempt === 1 ? [note.path] : [])),
  );
  const result = {
    outcome: stage.isOver ? stage.state.outcome : null,
    waitingAt: Object.values(stage.state.open).map(pathOf),
    path,
    variables: stage.state.scopes['']?.variables ?? {},
    durationMs: (stage.trace.at(-1)?.atMs ?? scenario.startAtMs) - scenario.startAtMs,
    coverage: coverageOf(flow, stage.trace),
    trace: stage.trace,
  };
  const all = [...unmet, ...unmetExpectations(scenario.expect, result)];
  return { ...result, ok: all.length === 0, unmet: all };
}

class Play {
  readonly stage: Stage;
  readonly unmet: Unmet[] = [];
  readonly #scenario: Scenario;
  readonly #done = new Map<string, number>();
  readonly #lastAt = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #unanswered: { readonly request: Request; readonly reply: Reply; readonly atMs: number }[] = [];
  readonly #later: { readonly atMs: number; readonly name: string; readonly payload: JsonObject }[] = [];

  constructor(flow: CompiledFlow, scenario: Scenario) {
    this.stage = new Stage(flow, scenario.startAtMs);
    this.#scenario = scenario;
  }

  run(): void {
    const { seed, variables } = this.#scenario;
    this.#take(this.stage.send({ type: 'started', seed, variables: variables as JsonObject }));
    while (!this.stage.isOver && this.stage.trace.length < MAX_EVENTS) {
      const due = [...this.#outside(), ...this.#people(), ...this.#timers()].sort((a, b) => a.atMs - b.atMs || a.rank - b.rank)[0];
      if (!due) return;
      this.stage.nowMs = Math.max(this.stage.nowMs, due.atMs);
      due.happen();
    }
  }

  #take({ requests }: TraceEntry): void {
    for (const request of requests) {
      const count = this.#asked.get(request.kind) ?? 0;
      this.#asked.set(request.kind, count + 1);
      const replies = Object.hasOwn(this.#scenario.outside, request.kind) ? this.#scenario.outside[request.kind] : undefined;
      const reply = replies?.[Math.min(count, replies.length - 1)] ?? usualReply(request.kind, request.payload);
      this.#unanswered.push({ request, reply, atMs: this.stage.nowMs + reply.afterMs });
    }
  }

  #outside(): Due[] {
    const answers = this.#unanswered
      .filter(({ request, reply }) => !reply.silent && !this.#isScripted(request.nodeRunId))
      .map(({ request, reply, atMs }) => ({ atMs, rank: 0, happen: () => this.#answer(request, reply) }));
    const facts = this.#later.map((fact) => ({
      atMs: fact.atMs,
      rank: 1,
      happen: () => {
        this.#later.splice(this.#later.indexOf(fact), 1);
        this.#signal(fact.name, fact.payload);
      },
    }));
    // The same moment brings them in the order in which they were told.
    return [...answers, ...facts];
  }

  /** Its own moves still have an answer to give. */
  #isScripted(nodeRunId: string): boolean {
    const run = this.stage.state.open[nodeRunId];
    return run !== undefined && this.#movesLeft(run).some((move) => 'answer' in move);
  }

  #answer(request: Request, { ok, answer, code, retryable, signals }: Reply): void {
    const result = ok ? { ok, ...answer } : { ok, code: code ?? 'failed', retryable: retryable ?? false, ...answer };
    this.#answerWith(request, result as JsonObject);
    for (const { name, payload } of signals) this.#later.push({ atMs: this.stage.nowMs, name, payload: payload as JsonObject });
  }

  #answerWith(request: Request, payload: JsonObject): void {
    const at = this.#unanswered.findIndex((open) => open.request.key === request.key);
    if (at !== -1) this.#unanswered.splice(at, 1);
    const { kind, key, nodeRunId } = request;
    this.#take(this.stage.send({ type: 'signalled', signal: { name: `${kind}.answered`, payload }, nodeRunId, key }));
  }

  #signal(name: string, payload: JsonObject): void {
    this.#take(this.stage.send({ type: 'signalled', signal: { name, payload }, nodeRunId: null }));
  }

  #people(): Due[] {
    return Object.values(this.stage.state.open).flatMap((run) => {
      const [move] = this.#movesLeft(run);
      if (!move || !this.#canMove(run, move)) return [];
      const since = this.#lastAt.get(run.id) ?? run.enteredAtMs;
      const waitMs = 'afterMs' in move ? move.afterMs : 'waitMs' in move ? move.waitMs : 0;
      return [{ atMs: Math.max(this.stage.nowMs, since + waitMs), rank: 2, happen: () => this.#move(run, move) }];
    });
  }

  #movesLeft(run: NodeRun): readonly Move[] {
    const path = pathOf(run);
    const visits = Object.hasOwn(this.#scenario.nodes, path) ? this.#scenario.nodes[path] : undefined;
    const moves = visits?.[Math.min(run.visit, visits.length) - 1] ?? [];
    return moves.slice(this.#done.get(run.id) ?? 0);
  }

  /** People wait until they can do what they want to do, except where the story is that they try too soon. */
  #canMove(run: NodeRun, move: Move): boolean {
    if ('timeOut' in move) return false;
    if ('answer' in move) return this.#unanswered.some(({ request }) => request.nodeRunId === run.id);
    if ('act' in move || 'back' in move) return move.refused !== undefined || (run.status === 'open' && run.held.length === 0);
    return true;
  }

  #move(run: NodeRun, move: Move): void {
    this.#done.set(run.id, (this.#done.get(run.id) ?? 0) + 1);
    this.#lastAt.set(run.id, this.stage.nowMs);
    if ('clockMs' in move) this.stage.nowMs += move.clockMs;
    if ('answer' in move) {
      const open = this.#unanswered.find(({ request }) => request.nodeRunId === run.id);
      if (open) this.#answerWith(open.request, move.answer as JsonObject);
    }
    if ('drop' in move) {
      const payload = { participantId: move.drop, role: move.drop };
      this.#later.push({ atMs: this.stage.nowMs + move.forMs, name: 'call.participant_resumed', payload });
      this.#signal('call.participant_disconnected', payload);
    }
    const event = eventOf(run, move);
    if (!event) return;
    const entry = this.stage.send(event);
    this.#take(entry);
    const foreseen = 'refused' in move ? (move.refused ?? null) : null;
    if (entry.refused !== foreseen) {
      this.unmet.push({ what: 'refused', at: pathOf(run), expected: foreseen, actual: entry.refused });
    }
  }

  #timers(): Due[] {
    return Object.entries(this.stage.state.timers).map(([timerId, timer]) => ({
      atMs: timer.atMs,
      rank: 3,
      happen: () => {
        const run = this.stage.state.open[timer.nodeRunId];
        const [move] = run ? this.#movesLeft(run) : [];
        if (run && move && 'timeOut' in move) {
          this.#done.set(run.id, (this.#done.get(run.id) ?? 0) + 1);
          this.#lastAt.set(run.id, this.stage.nowMs);
        }
        this.#take(this.stage.send({ type: 'timer_fired', timerId }));
      },
    }));
  }
}
