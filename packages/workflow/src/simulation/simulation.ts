import { assertNever, type FlowProgressView } from '@guichet/protocol';
import type { FlowRole } from '../definition/flow-definition.ts';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { pathOf } from '../engine/draft.ts';
import type { FlowState } from '../engine/state.ts';
import { viewOf } from '../engine/view.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import { usualReply } from './outside.ts';
import type { Move, Reply, Scenario } from './scenario.ts';
import { makeMove, pathWalked, plannedReply } from './simulate.ts';
import type { Request, TraceEntry } from './stage.ts';
import { type Asked, type Due, firstOf, payloadOf, World } from './world.ts';

/** How a simulation begins. */
export type SimulationSetup = Pick<Scenario, 'seed' | 'startAtMs' | 'variables' | 'outside'>;

/** What somebody does, as a scenario tells it; when is the step's own. */
export type PersonMove = Exclude<Move, { answer: unknown } | { waitMs: number } | { timeOut: true }>;

/** One thing that whoever tries a flow lets happen. */
export type SimulationStep =
  /** `afterMs` null: a second later, or sooner where a clock would come first. `nodeRunId` is the step that it is done at, null for whichever is open. */
  | {
      readonly do: 'move';
      readonly move: PersonMove;
      readonly nodeRunId: string | null;
      readonly afterMs: number | null;
      readonly settle: boolean;
    }
  | { readonly do: 'pass'; readonly ms: number }
  /** Until the next timer, or the next of one step, has fired. */
  | { readonly do: 'until_timer'; readonly nodeRunId: string | null }
  /** Answers a request that waits for it. */
  | { readonly do: 'reply'; readonly key: string; readonly reply: Reply }
  /** What the next request of a kind is answered; null takes it back. */
  | { readonly do: 'plan'; readonly kind: string; readonly reply: Reply | null }
  /** From now on requests wait for their answers, or are answered as everything working would. */
  | { readonly do: 'outside'; readonly by: 'hand' | 'itself' };

export interface NextTimer {
  readonly nodeRunId: string;
  readonly path: string;
  readonly purpose: 'own' | 'limit' | 'retry';
  readonly inMs: number;
}

export interface StepTaken {
  readonly simulation: Simulation;
  /** Why the flow refused it; null where it didn't. */
  readonly refused: string | null;
}

/** Longest that the outside and the clocks are listened to by themselves after a move. */
const PACE_MS = 1_000;

/**
 * A run that is tried out by hand, as a value: every step gives another, and the one before stays as it was. What happens is what `simulate` lets
 * happen with the scenario that `scenarioOf` makes of it.
 */
export class Simulation {
  readonly flow: CompiledFlow;
  readonly setup: SimulationSetup;
  /** The step that led here, and where from; null for the beginning. */
  readonly last: SimulationStep | null;
  readonly before: Simulation | null;
  /** Who answers requests. */
  readonly answeredBy: 'hand' | 'itself';
  /** What the next request of a kind will be answered. */
  readonly planned: ReadonlyMap<string, Reply>;
  /** Moves that were made, with the node run that they belong to. */
  readonly moves: readonly MadeMove[];
  /** The kinds whose answers were chosen by hand at some time. */
  readonly chosenKinds: ReadonlySet<string>;
  readonly #world: World;

  private constructor(facts: SimulationFacts, world: World) {
    this.flow = facts.flow;
    this.setup = facts.setup;
    this.last = facts.last;
    this.before = facts.before;
    this.answeredBy = facts.answeredBy;
    this.planned = facts.planned;
    this.moves = facts.moves;
    this.chosenKinds = facts.chosenKinds;
    this.#world = world;
  }

  static begin(flow: CompiledFlow, setup: SimulationSetup, { settle = true }: { readonly settle?: boolean } = {}): Simulation {
    const hand = new Hand(new World(flow, setup.startAtMs), setup, 'itself', new Map());
    hand.world.send({ type: 'started', seed: setup.seed, variables: setup.variables as JsonObject }, hand.replyTo);
    if (settle) hand.settle();
    const none = { last: null, before: null, answeredBy: 'itself', planned: new Map(), moves: [], chosenKinds: new Set<string>() } as const;
    return new Simulation({ flow, setup, ...none }, hand.world);
  }

  /** Lets a step happen. What is refused because its step is no longer open leaves everything as it was. */
  step(step: SimulationStep): StepTaken {
    const hand = new Hand(this.#world.clone(), this.setup, this.answeredBy, new Map(this.planned));
    const moves = [...this.moves];
    const chosenKinds = new Set(this.chosenKinds);
    let refused: string | null = null;
    switch (step.do) {
      case 'move': {
        const made = hand.move(step);
        if (!made.isRecorded) return { simulation: this, refused: made.refused };
        refused = made.refused;
        moves.push({ atMs: made.atMs, nodeRunId: made.nodeRunId, move: step.move, refused });
        if (step.settle) hand.settle();
        break;
      }
      case 'pass':
        hand.pass(step.ms);
        break;
      case 'until_timer':
        hand.untilTimer(step.nodeRunId);
        break;
      case 'reply': {
        const kind = hand.reply(step.key, step.reply);
        if (kind === null) return { simulation: this, refused: 'wrong_state' };
        chosenKinds.add(kind);
        hand.settle();
        break;
      }
      case 'plan':
        if (step.reply === null) hand.planned.delete(step.kind);
        else hand.planned.set(step.kind, step.reply);
        break;
      case 'outside':
        hand.answeredBy = step.by;
        break;
      default:
        return assertNever(step);
    }
    for (const { kind } of hand.chosen) chosenKinds.add(kind);
    const { flow, setup } = this;
    const { answeredBy, planned } = hand;
    return {
      simulation: new Simulation({ flow, setup, last: step, before: this, answeredBy, planned, moves, chosenKinds }, hand.world),
      refused,
    };
  }

  get state(): FlowState {
    return this.#world.stage.state;
  }

  get isOver(): boolean {
    return this.#world.isOver;
  }

  /** By the counter's clock, Unix ms. */
  get nowMs(): number {
    return this.#world.stage.nowMs;
  }

  /** Since the beginning, whatever the clock was set to. */
  get elapsedMs(): number {
    return this.#world.stage.elapsedMs;
  }

  get trace(): readonly TraceEntry[] {
    return this.#world.stage.trace;
  }

  /** Node paths in the order in which they were entered. */
  get path(): readonly string[] {
    return pathWalked(this.trace);
  }

  get openPaths(): readonly string[] {
    return Object.values(this.state.open).map(pathOf);
  }

  get variables(): JsonObject {
    return this.state.scopes['']?.variables ?? {};
  }

  /** All that was asked of the outside, in that order. */
  get asked(): readonly Asked[] {
    return this.#world.asked;
  }

  /** Requests that wait for an answer by hand, of steps that are still open. */
  get unanswered(): readonly Asked[] {
    return this.asked.filter(
      ({ request, reply, isAnswered }) => !isAnswered && reply === null && this.state.open[request.nodeRunId] !== undefined,
    );
  }

  get timers(): readonly NextTimer[] {
    const { open, timers } = this.state;
    return Object.values(timers)
      .flatMap(({ nodeRunId, purpose, atMs }) => {
        const run = open[nodeRunId];
        return run === undefined ? [] : [{ nodeRunId, purpose, path: pathOf(run), inMs: Math.max(0, atMs - this.nowMs) }];
      })
      .toSorted((a, b) => a.inMs - b.inMs);
  }

  /** Where and when a node run was entered, and for which time. */
  entered(nodeRunId: string) {
    return this.#world.entered.get(nodeRunId);
  }

  /** All of them that were entered, in that order. */
  get enteredRuns() {
    return [...this.#world.entered];
  }

  viewFor(role: FlowRole): FlowProgressView {
    return viewOf(this.flow, this.state, role);
  }

  /** From the beginning to now. */
  get history(): readonly Simulation[] {
    return [...(this.before?.history ?? []), this];
  }
}

export interface MadeMove {
  readonly atMs: number;
  readonly nodeRunId: string;
  readonly move: PersonMove;
  readonly refused: string | null;
}

type SimulationFacts = Pick<Simulation, 'flow' | 'setup' | 'last' | 'before' | 'answeredBy' | 'planned' | 'moves' | 'chosenKinds'>;

/** Works on a world of its own, until the step is done. */
class Hand {
  readonly world: World;
  readonly planned: Map<string, Reply>;
  answeredBy: 'hand' | 'itself';
  /** Requests whose answer was planned by hand. */
  readonly chosen: Request[] = [];
  readonly #setup: SimulationSetup;

  constructor(world: World, setup: SimulationSetup, answeredBy: 'hand' | 'itself', planned: Map<string, Reply>) {
    this.world = world;
    this.#setup = setup;
    this.answeredBy = answeredBy;
    this.planned = planned;
  }

  readonly replyTo = (request: Request, nth: number): Reply | null => {
    const { kind, payload } = request;
    const planned = this.planned.get(kind);
    if (planned !== undefined || this.answeredBy === 'hand') this.chosen.push(request);
    this.planned.delete(kind);
    if (planned !== undefined) return planned;
    return this.answeredBy === 'hand' ? null : (plannedReply(this.#setup.outside, kind, nth) ?? usualReply(kind, payload));
  };

  get #now(): number {
    return this.world.stage.elapsedMs;
  }

  #next(): Due | undefined {
    return this.world.isOver ? undefined : firstOf(this.world.dues(this.replyTo), this.#now);
  }

  /** Lets happen what comes before a moment and, at it, what ranks up to `rank`. */
  #until(atMs: number, rank: Due['rank']): void {
    for (let due = this.#next(); due; due = this.#next()) {
      if (due.atMs > atMs || (Math.max(due.atMs, this.#now) === atMs && due.rank > rank)) break;
      this.world.let(due);
    }
    if (!this.world.isOver) this.world.stage.elapsedMs = Math.max(this.#now, atMs);
  }

  pass(ms: number): void {
    this.#until(this.#now + ms, 3);
  }

  /** Until the outside has nothing more to say: people see what comes of what they did before they go on. */
  settle(): void {
    for (;;) {
      const dues = this.world.isOver ? [] : this.world.dues(this.replyTo);
      if (!dues.some(({ rank }) => rank < 3)) break;
      const due = firstOf(dues, this.#now);
      if (due) this.world.let(due);
    }
    this.pass(0);
  }

  untilTimer(nodeRunId: string | null): void {
    const { state, nowMs } = this.world.stage;
    const timers = Object.values(state.timers).filter((timer) => nodeRunId === null || timer.nodeRunId === nodeRunId);
    if (timers.length === 0) return;
    this.pass(Math.max(0, Math.min(...timers.map(({ atMs }) => atMs)) - nowMs));
    this.settle();
  }

  /** When the next thing is done by hand: at a moment of its own, before any clock comes. */
  #moment(): number {
    const dues = this.world.dues(this.replyTo).map(({ atMs, rank }) => (rank === 3 ? atMs : atMs - 1));
    return Math.max(this.#now + 1, Math.min(this.#now + PACE_MS, ...dues));
  }

  move({ move, nodeRunId, afterMs }: Extract<SimulationStep, { do: 'move' }>) {
    this.#until(afterMs === null ? this.#moment() : this.#now + afterMs, 2);
    const { stage } = this.world;
    const { open } = stage.state;
    const gone = { isRecorded: false, refused: 'wrong_state', atMs: this.#now, nodeRunId: '' } as const;
    if (stage.isOver || (nodeRunId !== null && open[nodeRunId] === undefined)) return gone;
    const before = Object.keys(open);
    const [first] = before;
    if (first === undefined) return gone;
    // Acts are at their own step; what is done at none is told at one that is open, a going back at the step that is left.
    const runId = nodeRunId ?? first;
    const refused = makeMove(this.world, runId, move, this.replyTo);
    const leaves = 'back' in move ? stage.trace.at(-1)?.notes.find((note) => note.name === 'node_left' && note.port === 'back') : undefined;
    const at = leaves?.name === 'node_left' ? leaves.nodeRunId : runId;
    return { isRecorded: true, refused, atMs: this.#now, nodeRunId: at } as const;
  }

  /** The kind that was answered; null where nothing waits under that key. */
  reply(key: string, reply: Reply): string | null {
    this.#until(this.#moment(), 0);
    const asked = this.world.asked.find(({ request, isAnswered }) => request.key === key && !isAnswered);
    if (asked === undefined || this.world.isOver) return null;
    const told = { ...reply, afterMs: this.#now - asked.askedAtMs };
    // Silence is an answer that never comes.
    if (reply.silent) this.world.asked[this.world.asked.indexOf(asked)] = { ...asked, reply: told };
    else this.world.answer(asked.request, payloadOf(told), told, this.replyTo);
    return asked.request.kind;
  }
}
