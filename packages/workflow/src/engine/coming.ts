import type { JoinConfig } from '../nodes/join/manifest.ts';
import type { CompiledFlow, CompiledNode } from './compiled-flow.ts';
import { flowOfScope } from './draft.ts';
import type { FlowState, NodeRun } from './state.ts';

interface Place {
  readonly scopeId: string;
  readonly nodeId: string;
}

/**
 * What is likely still to come, in its order: by the first port of each node and the edges whose conditions are true with what is known now. Only
 * for showing; where the run really goes is decided when it goes there.
 */
export function comingNodes(flow: CompiledFlow, state: FlowState): readonly Place[] {
  const walk = new Walk(flow, state);
  if (state.status === 'new') {
    walk.enter({ scopeId: '', nodeId: flow.definition.start });
    return walk.found;
  }
  const runs = Object.values(state.open).filter(({ purpose }) => purpose === 'forward');
  // Innermost first: a sub-flow's own steps come before what follows it, and a branch's before what follows its join.
  const inner = runs.filter(({ status }) => status === 'inner').toReversed();
  for (const run of [...runs.filter(({ status }) => status !== 'inner'), ...inner]) {
    walk.leave(run);
    if (run.status === 'inner' || !hasSiblings(run, runs)) walk.leaveBranches(run);
  }
  return walk.found;
}

/** Whether another branch of the same fork is still open and listed after it. */
function hasSiblings(run: NodeRun, runs: readonly NodeRun[]): boolean {
  const fork = run.branches.at(-1)?.forkRunId;
  if (fork === undefined) return false;
  return runs.slice(runs.indexOf(run) + 1).some((other) => other.branches.some(({ forkRunId }) => forkRunId === fork));
}

class Walk {
  readonly found: Place[] = [];
  readonly #flow: CompiledFlow;
  readonly #state: FlowState;
  readonly #seen: Set<string>;

  constructor(flow: CompiledFlow, state: FlowState) {
    this.#flow = flow;
    this.#state = state;
    this.#seen = new Set(Object.values(state.open).map(keyOf));
  }

  enter(place: Place): void {
    const compiled = this.#node(place);
    if (!compiled || this.#seen.has(keyOf(place))) return;
    this.#seen.add(keyOf(place));
    this.found.push(place);
    // Where it would begin if it were entered; its run has no number yet.
    if (compiled.inner) this.enter({ scopeId: `${place.scopeId}${place.nodeId}#0/`, nodeId: compiled.inner.definition.start });
    this.leave(place);
  }

  /** Goes on behind a node, up to the join where a branch ends. */
  leave(place: Place): void {
    const compiled = this.#node(place);
    if (!compiled) return;
    const isFork = compiled.node.type === 'fork';
    for (const port of isFork ? compiled.ports : compiled.ports.slice(0, 1)) this.#follow(place, compiled, port);
    const join = isFork ? this.#joinOf(place) : undefined;
    if (join !== undefined) this.enter({ scopeId: place.scopeId, nodeId: join });
  }

  /** All branches around it have come to their joins: goes on behind these, the innermost first. */
  leaveBranches({ branches }: NodeRun): void {
    for (const { forkRunId } of branches.toReversed()) {
      const scopeId = forkRunId.slice(0, forkRunId.lastIndexOf('/') + 1);
      const nodeId = this.#joinOf({ scopeId, nodeId: forkRunId.slice(scopeId.length, forkRunId.lastIndexOf('#')) });
      if (nodeId !== undefined) this.enter({ scopeId, nodeId });
    }
  }

  #follow({ scopeId }: Place, { edges }: CompiledNode, port: string): void {
    const variables = this.#state.scopes[scopeId]?.variables ?? {};
    const to = edges.get(port)?.find(({ when }) => when === null || when.evaluate(variables) === true)?.to;
    if (to === undefined) return;
    const next = { scopeId, nodeId: to };
    if (this.#node(next)?.node.type !== 'join') this.enter(next);
  }

  #joinOf({ scopeId, nodeId }: Place): string | undefined {
    return flowOfScope(this.#flow, scopeId).definition.nodes.find(
      (node) => node.type === 'join' && (node.config as Partial<JoinConfig>).fork === nodeId,
    )?.id;
  }

  #node({ scopeId, nodeId }: Place): CompiledNode | undefined {
    return flowOfScope(this.#flow, scopeId).nodes.get(nodeId);
  }
}

const keyOf = ({ scopeId, nodeId }: Place) => `${scopeId}${nodeId}`;
