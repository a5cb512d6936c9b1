import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { pathOf } from '../engine/draft.ts';
import type { FlowEffect } from '../engine/effects.ts';
import type { FlowEvent } from '../engine/events.ts';
import type { FlowState } from '../engine/state.ts';
import { initialState, transition } from '../engine/transition.ts';
import { ActionRefused } from '../nodes/node-type.ts';

/** Something that moved a run that is over. */
export interface PastMove {
  readonly atMs: number;
  readonly event: FlowEvent;
  /** Path of the node that it was meant for; null for what concerned the whole session. */
  readonly path: string | null;
}

export interface ReplayedPast {
  /** Null: with what happened then it would not have come to an end. */
  readonly outcome: string | null;
  /** Where it would still wait, by path. */
  readonly waitingAt: readonly string[];
  /** Nodes by path, in the order in which they would have been entered. */
  readonly path: readonly string[];
}

type Request = Extract<FlowEffect, { type: 'request' }>;

/** Moves and timers of one replay; more means that it goes round in circles. */
const MAX_EVENTS = 10_000;

/**
 * Runs a flow with what happened in a past run of another version of it: the same people did the same at the same moments, and the same was answered,
 * each at the node of the same path, whenever the flow comes by there. Time limits are the flow's own. What the past does not know (another question,
 * another service) nobody answers. Pure: the same past gives the same result.
 */
export function replayPast(flow: CompiledFlow, moves: readonly PastMove[]): ReplayedPast {
  const replay = new PastReplay(flow);
  for (const move of moves) replay.take(move);
  const { state, path } = replay;
  const isOver = state.status === 'finished';
  return { outcome: isOver ? state.outcome : null, waitingAt: isOver ? [] : Object.values(state.open).map(pathOf), path };
}

class PastReplay {
  state: FlowState;
  readonly path: string[] = [];
  readonly #flow: CompiledFlow;
  readonly #requests: (Request & { readonly path: string })[] = [];
  /** What was done at nodes that are not open yet. */
  readonly #early: PastMove[] = [];
  #nowMs = 0;
  #events = 0;

  constructor(flow: CompiledFlow) {
    this.#flow = flow;
    this.state = initialState(flow, 'replay');
  }

  take(move: PastMove): void {
    this.#fireTimersUntil(move.atMs);
    this.#nowMs = Math.max(this.#nowMs, move.atMs);
    // Its own clocks decide, not those of the other version.
    if (move.event.type === 'timer_fired') return;
    if (move.path === null) this.#send(move.event);
    else this.#early.push(move);
    this.#catchUp();
  }

  #fireTimersUntil(atMs: number): void {
    for (;;) {
      const [next] = Object.entries(this.state.timers).toSorted(([, one], [, other]) => one.atMs - other.atMs);
      if (next === undefined || next[1].atMs > atMs || this.#events >= MAX_EVENTS) return;
      this.#nowMs = Math.max(this.#nowMs, next[1].atMs);
      // A timer that is still there after it fired would fire for ever.
      if (!this.#send({ type: 'timer_fired', timerId: next[0] })) return;
      this.#catchUp();
    }
  }

  /** Whatever was done at a node that is open by now, oldest first, until nothing moves any more. */
  #catchUp(): void {
    for (;;) {
      const index = this.#early.findIndex((move) => this.#happen(move));
      if (index === -1) return;
      this.#early.splice(index, 1);
    }
  }

  #happen({ event, path }: PastMove): boolean {
    if (this.state.status === 'finished') return false;
    if (event.type === 'acted') {
      const open = Object.values(this.state.open).find((run) => pathOf(run) === path);
      return open !== undefined && this.#send({ ...event, nodeRunId: open.id });
    }
    if (event.type !== 'signalled') return false;
    const at = this.#requests.findIndex((request) => request.path === path && `${request.kind}.answered` === event.signal.name);
    const request = this.#requests[at];
    if (request === undefined) return false;
    this.#requests.splice(at, 1);
    this.#send({ ...event, nodeRunId: request.nodeRunId, key: request.key });
    return true;
  }

  /** Whether the flow took it. */
  #send(event: FlowEvent): boolean {
    this.#events += 1;
    if (this.#events > MAX_EVENTS || this.state.status === 'finished') return false;
    try {
      const before = this.state;
      const [state, effects] = transition(this.#flow, before, event, this.#nowMs);
      this.state = state;
      for (const effect of effects) this.#note(effect);
      return true;
    } catch (error) {
      // Not possible here and now: it may be later, or never.
      if (error instanceof ActionRefused) return false;
      throw error;
    }
  }

  #note(effect: FlowEffect): void {
    if (effect.type === 'note' && effect.note.name === 'node_entered' && effect.note.attempt === 1) this.path.push(effect.note.path);
    if (effect.type !== 'request') return;
    const run = this.state.open[effect.nodeRunId];
    if (run !== undefined) this.#requests.push({ ...effect, path: pathOf(run) });
  }
}
