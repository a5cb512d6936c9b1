import type { FlowProgressView } from '@guichet/protocol';
import { ActionRefused } from '../nodes/node-type.ts';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import type { FlowEffect, FlowNote } from '../engine/effects.ts';
import type { FlowEvent } from '../engine/events.ts';
import type { FlowState } from '../engine/state.ts';
import { initialState, transition } from '../engine/transition.ts';
import { viewOf } from '../engine/view.ts';

export type Request = Extract<FlowEffect, { type: 'request' }>;

/** One event, what came of it, and what both sides saw afterwards. */
export interface TraceEntry {
  /** By the counter's clock, Unix ms. */
  readonly atMs: number;
  /** Since the story began, whatever the clock was set to. */
  readonly elapsedMs: number;
  readonly event: FlowEvent;
  /** Why it was refused; null where it was taken. */
  readonly refused: string | null;
  readonly notes: readonly FlowNote[];
  readonly requests: readonly Request[];
  readonly views: { readonly customer: FlowProgressView; readonly agent: FlowProgressView };
}

/** The run that a simulation plays, with its clock: time only passes, the counter's clock can be set besides. */
export class Stage {
  readonly flow: CompiledFlow;
  readonly trace: TraceEntry[] = [];
  state: FlowState;
  elapsedMs = 0;
  /** What the counter's clock showed when the story began, and by how much it was set since. */
  zeroMs: number;

  constructor(flow: CompiledFlow, startAtMs: number) {
    this.flow = flow;
    this.state = initialState(flow, 'simulation');
    this.zeroMs = startAtMs;
  }

  get nowMs(): number {
    return this.zeroMs + this.elapsedMs;
  }

  get isOver(): boolean {
    return this.state.status === 'finished';
  }

  /** Lets an event happen; what is refused stands in the trace as well. */
  send(event: FlowEvent): TraceEntry {
    const before = this.state;
    let effects: readonly FlowEffect[] = [];
    let refused: string | null = null;
    try {
      [this.state, effects] = transition(this.flow, before, event, this.nowMs);
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error;
      refused = error.code;
    }
    const entry: TraceEntry = {
      atMs: this.nowMs,
      elapsedMs: this.elapsedMs,
      event,
      refused,
      notes: effects.flatMap((effect) => (effect.type === 'note' ? [effect.note] : [])),
      requests: effects.filter((effect) => effect.type === 'request'),
      views: { customer: viewOf(this.flow, this.state, 'customer'), agent: viewOf(this.flow, this.state, 'agent') },
    };
    this.trace.push(entry);
    return entry;
  }
}
