import type { JsonObject, NodeContext } from '../nodes/node-type.ts';
import type { CompiledFlow, CompiledNode } from './compiled-flow.ts';
import type { FlowEffect, FlowNote } from './effects.ts';
import type { BranchMark, ClosedRun, Compensation, FlowState, FlowTimer, ForkState, NodeRun, ScopeState, SessionFacts } from './state.ts';

/** A node to be entered, still within the same transition. */
export interface Entry {
  readonly scopeId: string;
  readonly nodeId: string;
  readonly branches: readonly BranchMark[];
  readonly from: string | null;
  readonly purpose: 'forward' | 'compensation' | 'escalation';
}

/**
 * The state while a transition is being worked out, and what is to be done outside. Only this object changes; the state it was made of
 * stays as it was, and an error thrown half-way leaves nothing behind.
 */
export class Draft {
  readonly flow: CompiledFlow;
  readonly nowMs: number;
  readonly effects: FlowEffect[] = [];
  readonly entries: Entry[] = [];
  /** Entered in this transition: those of them that are left in it as well didn't stop anybody. */
  readonly enteredNow = new Set<string>();
  readonly #flowRunId: string;
  readonly #version: FlowState['version'];
  status: FlowState['status'];
  outcome: string | null;
  seed: number;
  facts: SessionFacts;
  /** These are replaced when they change; only `open` and `history`, which change in every transition, are copies of its own. */
  scopes: FlowState['scopes'];
  forks: FlowState['forks'];
  timers: FlowState['timers'];
  readonly open: Record<string, NodeRun>;
  history: ClosedRun[];
  toCompensate: readonly Compensation[];
  escalationRunId: string | null;
  segment: string | null;
  backs: number;

  constructor(flow: CompiledFlow, state: FlowState, nowMs: number) {
    this.flow = flow;
    this.nowMs = nowMs;
    this.#flowRunId = state.flowRunId;
    this.#version = state.version;
    this.status = state.status;
    this.outcome = state.outcome;
    this.seed = state.seed;
    this.facts = state.facts;
    this.scopes = state.scopes;
    this.open = { ...state.open };
    this.forks = state.forks;
    this.timers = state.timers;
    this.history = [...state.history];
    this.toCompensate = state.toCompensate;
    this.escalationRunId = state.escalationRunId;
    this.segment = state.segment;
    this.backs = state.backs;
  }

  toState(): FlowState {
    return {
      version: this.#version,
      flowRunId: this.#flowRunId,
      status: this.status,
      outcome: this.outcome,
      seed: this.seed,
      atMs: this.nowMs,
      facts: this.facts,
      scopes: this.scopes,
      open: this.open,
      forks: this.forks,
      timers: this.timers,
      history: this.history,
      toCompensate: this.toCompensate,
      escalationRunId: this.escalationRunId,
      segment: this.segment,
      backs: this.backs,
    };
  }

  note(note: FlowNote): void {
    this.effects.push({ type: 'note', note });
  }

  scope(scopeId: string): ScopeState {
    const scope = this.scopes[scopeId];
    if (!scope) throw new Error('A node run names a scope that does not exist');
    return scope;
  }

  setScope(scopeId: string, change: Partial<ScopeState>): void {
    this.scopes = { ...this.scopes, [scopeId]: { ...this.scope(scopeId), ...change } };
  }

  openScope(scopeId: string, variables: JsonObject): void {
    this.scopes = { ...this.scopes, [scopeId]: { variables, ended: false } };
  }

  setFork(forkRunId: string, fork: ForkState): void {
    this.forks = { ...this.forks, [forkRunId]: fork };
  }

  dropForks(isDropped: (forkRunId: string, fork: ForkState) => boolean): void {
    const kept = Object.entries(this.forks).filter(([id, fork]) => !isDropped(id, fork));
    if (kept.length < Object.keys(this.forks).length) this.forks = Object.fromEntries(kept);
  }

  dropEntries(isDropped: (entry: Entry) => boolean): void {
    if (this.entries.some(isDropped)) this.entries.splice(0, this.entries.length, ...this.entries.filter((entry) => !isDropped(entry)));
  }

  setTimer(timerId: string, timer: FlowTimer): void {
    this.timers = { ...this.timers, [timerId]: timer };
  }

  dropTimer(timerId: string): void {
    const { [timerId]: _gone, ...timers } = this.timers;
    this.timers = timers;
  }

  /** The run as it is now; undefined when it is no longer open. */
  run(nodeRunId: string): NodeRun | undefined {
    return Object.hasOwn(this.open, nodeRunId) ? this.open[nodeRunId] : undefined;
  }

  setRun(run: NodeRun, change: Partial<NodeRun>): NodeRun {
    const next = { ...run, ...change };
    this.open[run.id] = next;
    return next;
  }

  compiled({ scopeId, nodeId }: { readonly scopeId: string; readonly nodeId: string }): CompiledNode {
    return compiledNode(this.flow, scopeId, nodeId);
  }

  context(run: NodeRun, nowMs = this.nowMs): NodeContext<unknown> {
    return {
      config: configOf(run, this.compiled(run)),
      variables: this.scope(run.scopeId).variables,
      nowMs,
      seed: this.seed,
      visit: run.visit,
      attempt: run.attempt,
    };
  }
}

export function configOf(run: NodeRun, compiled: CompiledNode): JsonObject {
  return run.config ?? (compiled.config.kind === 'fixed' ? compiled.config.value : compiled.config.fixed);
}

/** The flow that a scope runs: '' is the flow itself, `visit#1/check#2/` is what `check` runs inside what `visit` runs. */
export function flowOfScope(flow: CompiledFlow, scopeId: string): CompiledFlow {
  let current = flow;
  for (const part of scopeId.split('/')) {
    if (part === '') continue;
    const inner = current.nodes.get(part.slice(0, part.lastIndexOf('#')))?.inner;
    if (!inner) throw new Error('The state names a sub-flow that the definition does not have');
    current = inner;
  }
  return current;
}

export function compiledNode(flow: CompiledFlow, scopeId: string, nodeId: string): CompiledNode {
  const node = (scopeId === '' ? flow : flowOfScope(flow, scopeId)).nodes.get(nodeId);
  if (!node) throw new Error('The state names a node that the definition does not have');
  return node;
}

/** Where a node stands, for a reader: without the numbers of the runs. */
export function pathOf({ scopeId, nodeId }: { readonly scopeId: string; readonly nodeId: string }): string {
  return scopeId === '' ? nodeId : `${scopeId}${nodeId}`.replace(/#\d+/g, '');
}

/** The sub-flow's node run that a scope belongs to. */
export function parentRunId(scopeId: string): string | null {
  return scopeId === '' ? null : scopeId.slice(0, -1);
}
