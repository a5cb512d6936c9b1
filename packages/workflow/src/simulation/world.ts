import type { CompiledFlow } from '../engine/compiled-flow.ts';
import type { FlowEvent } from '../engine/events.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import type { Reply } from './scenario.ts';
import { type Request, Stage, type TraceEntry } from './stage.ts';

/** Events of one simulation; more means that the story goes round in circles. */
export const MAX_EVENTS = 5_000;

/** Something that is about to happen by itself. Moments are counted from the story's beginning. */
export interface Due {
  readonly atMs: number;
  /** Of what falls together: the outside's answers first, then facts, then people, then clocks. */
  readonly rank: 0 | 1 | 2 | 3;
  happen(): void;
}

/** A request of the flow to the outside. */
export interface Asked {
  readonly request: Request;
  readonly askedAtMs: number;
  /** What it is answered, or was; null while nobody has said. */
  readonly reply: Reply | null;
  readonly isAnswered: boolean;
}

export interface Entered {
  readonly path: string;
  /** 1 for the first time in the story, sub-flows that are run again included. */
  readonly visit: number;
  readonly atMs: number;
}

export interface DueOptions {
  /** Requests that something else will answer. */
  readonly isHeldBack?: (request: Request) => boolean;
  /** Called before a timer of that node run fires. */
  readonly onTimer?: (nodeRunId: string) => void;
}

type ReplyTo = (request: Request, nth: number) => Reply | null;
interface Fact {
  readonly atMs: number;
  readonly name: string;
  readonly payload: JsonObject;
}

/** What is around a run: the outside that answers it, facts that come later, and its timers. */
export class World {
  readonly stage: Stage;
  /** All that the flow asked for, in that order. */
  readonly asked: Asked[] = [];
  /** By node run id. */
  readonly entered = new Map<string, Entered>();
  readonly #visits = new Map<string, number>();
  readonly #later: Fact[] = [];

  constructor(flow: CompiledFlow, startAtMs: number) {
    this.stage = new Stage(flow, startAtMs);
  }

  clone(): World {
    const copy = new World(this.stage.flow, this.stage.zeroMs);
    copy.stage.state = this.stage.state;
    copy.stage.elapsedMs = this.stage.elapsedMs;
    copy.stage.trace.push(...this.stage.trace);
    copy.asked.push(...this.asked);
    copy.#later.push(...this.#later);
    for (const [id, entered] of this.entered) copy.entered.set(id, entered);
    for (const [path, visits] of this.#visits) copy.#visits.set(path, visits);
    return copy;
  }

  get isOver(): boolean {
    return this.stage.isOver || this.stage.trace.length >= MAX_EVENTS;
  }

  send(event: FlowEvent, replyTo: ReplyTo): TraceEntry {
    const entry = this.stage.send(event);
    const { elapsedMs } = this.stage;
    for (const note of entry.notes) {
      if (note.name !== 'node_entered' || note.attempt !== 1) continue;
      const visit = (this.#visits.get(note.path) ?? 0) + 1;
      this.#visits.set(note.path, visit);
      this.entered.set(note.nodeRunId, { path: note.path, visit, atMs: elapsedMs });
    }
    for (const request of entry.requests) {
      const nth = this.asked.filter((asked) => asked.request.kind === request.kind).length;
      this.asked.push({ request, askedAtMs: elapsedMs, reply: replyTo(request, nth), isAnswered: false });
    }
    return entry;
  }

  /** Answers a request with what a handler would give, `ok` included. */
  answer(request: Request, payload: JsonObject, reply: Reply, replyTo: ReplyTo): void {
    const at = this.asked.findIndex((asked) => asked.request.key === request.key);
    const asked = this.asked[at];
    if (asked) this.asked[at] = { ...asked, reply, isAnswered: true };
    const { kind, key, nodeRunId } = request;
    this.send({ type: 'signalled', signal: { name: `${kind}.answered`, payload }, nodeRunId, key }, replyTo);
    for (const { name, payload: told } of reply.signals) this.tellLater(0, name, told as JsonObject);
  }

  tell(name: string, payload: JsonObject, replyTo: ReplyTo): void {
    this.send({ type: 'signalled', signal: { name, payload }, nodeRunId: null }, replyTo);
  }

  tellLater(afterMs: number, name: string, payload: JsonObject): void {
    this.#later.push({ atMs: this.stage.elapsedMs + afterMs, name, payload });
  }

  /** Somebody's line is lost, and comes back by itself. */
  drop(role: 'customer' | 'agent', forMs: number, replyTo: ReplyTo): void {
    const payload = { participantId: role, role };
    this.tellLater(forMs, 'call.participant_resumed', payload);
    this.tell('call.participant_disconnected', payload, replyTo);
  }

  /** All that will happen by itself, the same moment in the order in which it will. */
  dues(replyTo: ReplyTo, { isHeldBack, onTimer }: DueOptions = {}): Due[] {
    const answers = this.asked.flatMap(({ request, reply, askedAtMs, isAnswered }): Due[] => {
      if (isAnswered || reply === null || reply.silent || isHeldBack?.(request) === true) return [];
      return [{ atMs: askedAtMs + reply.afterMs, rank: 0, happen: () => this.answer(request, payloadOf(reply), reply, replyTo) }];
    });
    const facts = this.#later.map((fact): Due => {
      const happen = () => {
        this.#later.splice(this.#later.indexOf(fact), 1);
        this.tell(fact.name, fact.payload, replyTo);
      };
      return { atMs: fact.atMs, rank: 1, happen };
    });
    const timers = Object.entries(this.stage.state.timers).map(([timerId, { atMs, nodeRunId }]): Due => {
      const happen = () => {
        onTimer?.(nodeRunId);
        this.send({ type: 'timer_fired', timerId }, replyTo);
      };
      return { atMs: atMs - this.stage.zeroMs, rank: 3, happen };
    });
    return [...answers, ...facts, ...timers];
  }

  /** Lets time pass until it is due, and lets it happen. */
  let(due: Due): void {
    this.stage.elapsedMs = Math.max(this.stage.elapsedMs, due.atMs);
    due.happen();
  }
}

/** What a handler would give. */
export function payloadOf({ ok, answer, code, retryable }: Reply): JsonObject {
  const result = ok ? { ok, ...answer } : { ok, code: code ?? 'failed', retryable: retryable ?? false, ...answer };
  return result as JsonObject;
}

/** The one that happens first. What is overdue is as early as what is due now. */
export function firstOf(dues: readonly Due[], nowMs: number): Due | undefined {
  const at = (due: Due) => Math.max(nowMs, due.atMs);
  return dues.toSorted((a, b) => at(a) - at(b) || a.rank - b.rank)[0];
}
