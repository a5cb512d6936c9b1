import type { Json, JsonObject, NodeNeed } from '../nodes/node-type.ts';

/** Version of the kept state; `restoreState` refuses another. A state can always be computed anew from the log. */
export const FLOW_STATE_VERSION = 1;

/** All that a run is at a moment, as plain JSON: computed from the log's events alone, kept only so that it needn't be computed each time. */
export interface FlowState {
  readonly version: typeof FLOW_STATE_VERSION;
  readonly flowRunId: string;
  readonly status: 'new' | 'running' | 'compensating' | 'finished';
  /** What an `end` node said, or `cancelled` or `failed`; while compensating already what it will be. */
  readonly outcome: string | null;
  readonly seed: number;
  /** Unix milliseconds of the last event. */
  readonly atMs: number;
  readonly facts: SessionFacts;
  /** By scope id: '' is the flow itself, `visit#1/` the sub-flow that node run `visit#1` runs. */
  readonly scopes: { readonly [scopeId: string]: ScopeState };
  /** Nodes that are being worked on, by node run id, in the order they were entered. */
  readonly open: { readonly [nodeRunId: string]: NodeRun };
  /** By the node run id of the fork. */
  readonly forks: { readonly [forkRunId: string]: ForkState };
  readonly timers: { readonly [timerId: string]: FlowTimer };
  /** What was left, oldest first: for the stepper, for going back, for compensation, and to count how often a node was entered. */
  readonly history: readonly ClosedRun[];
  /** What is still to be undone, in the order it will be. */
  readonly toCompensate: readonly Compensation[];
  /** The hand-over to a person that everything else waits for. */
  readonly escalationRunId: string | null;
  readonly segment: string | null;
  readonly backs: number;
}

/** What the flow knows of the session around it; computed from signals. */
export interface SessionFacts {
  readonly call: 'none' | 'live' | 'held';
  readonly recording: boolean;
  /** The one that runs, where the call said which. */
  readonly recordingId: string | null;
  readonly participants: { readonly [participantId: string]: { readonly role: string; readonly connected: boolean } };
  /** What live checks warn of at the moment, by the warning's id; a state that was kept before there were any has none. */
  readonly warnings?: { readonly [warningId: string]: string };
}

export interface ScopeState {
  readonly variables: JsonObject;
  readonly ended: boolean;
}

/** Which branch of which open fork a node run belongs to, outermost first. */
export interface BranchMark {
  readonly forkRunId: string;
  readonly port: string;
}

export interface NodeRun {
  readonly id: string;
  readonly scopeId: string;
  readonly nodeId: string;
  readonly visit: number;
  readonly attempt: number;
  /**
   * `waiting`: not begun, as its needs aren't met; `open`: worked on; `retrying`: failed, and tried again at a moment; `inner`: a sub-flow runs
   * in it.
   */
  readonly status: 'waiting' | 'open' | 'retrying' | 'inner';
  readonly purpose: 'forward' | 'compensation';
  /** The configuration with its expressions evaluated; null where it has none and the definition's own is meant. */
  readonly config: JsonObject | null;
  readonly data: Json;
  readonly enteredAtMs: number;
  readonly branches: readonly BranchMark[];
  /** Numbers this attempt's requests, so that each has a key of its own. */
  readonly requests: number;
  /** Why it holds; empty while it doesn't. */
  readonly held: readonly HoldReason[];
  /** What its timers had left when it was held: they stand still. */
  readonly pausedTimers: { readonly [timerId: string]: number };
  /** The step before it, where going back leads. */
  readonly from: string | null;
}

/** A need that isn't met, or the person who was called. */
export type HoldReason = NodeNeed | 'person';

export interface ForkState {
  readonly expected: number;
  readonly arrived: readonly string[];
  /** Of the fork itself: where the join goes on. */
  readonly branches: readonly BranchMark[];
}

export interface FlowTimer {
  readonly atMs: number;
  readonly nodeRunId: string;
  readonly purpose: 'own' | 'limit' | 'retry';
  /** The behaviour's own name for it; null for the engine's. */
  readonly name: string | null;
}

export interface ClosedRun {
  readonly id: string;
  readonly scopeId: string;
  readonly nodeId: string;
  readonly port: string;
  /** `done` counts as a step that was made; the others were given up, gone back from or undone. */
  readonly how: 'done' | 'failed' | 'back' | 'dropped' | 'compensated';
  readonly branches: readonly BranchMark[];
  readonly from: string | null;
}

export interface Compensation {
  readonly scopeId: string;
  /** The node that undoes it. */
  readonly nodeId: string;
  readonly ofRunId: string;
}
