import type { JsonObject } from '../nodes/node-type.ts';
import { closeRun, dropScope } from './close.ts';
import { nextCompensation } from './compensation.ts';
import { type Draft, compiledNode } from './draft.ts';
import { failScope } from './failure.ts';
import type { ClosedRun, NodeRun } from './state.ts';
import { outputVariables } from './variables.ts';

interface Leaving {
  readonly port: string;
  readonly how: ClosedRun['how'];
  readonly outputs?: JsonObject;
}

/** Leaves a node by one of its ports and goes on along the edge whose condition is true first. */
export function leaveRun(draft: Draft, nodeRunId: string, { port, how, outputs = {} }: Leaving): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const compiled = draft.compiled(run);
  if (run.status === 'inner') dropScope(draft, `${run.id}/`);
  draft.setScope(run.scopeId, { variables: outputVariables(draft, run, outputs) });
  closeRun(draft, run, port, run.purpose === 'compensation' ? 'compensated' : how);
  if (run.purpose === 'compensation') {
    nextCompensation(draft);
    return;
  }
  const isEscalation = draft.escalationRunId === run.id;
  if (isEscalation) draft.escalationRunId = null;
  const hasEdges = compiled.edges.has(port);
  // A person has dealt with it, and everything goes on where it was.
  if (isEscalation && !hasEdges) return;
  if (isEscalation) dropScope(draft, run.scopeId);
  follow(draft, run, port, outputs);
}

/** Goes on from a port: the first edge whose condition is true, or that has none. */
export function follow(
  draft: Draft,
  from: Pick<NodeRun, 'id' | 'scopeId' | 'nodeId' | 'branches' | 'from' | 'requests'>,
  port: string,
  outputs: JsonObject = {},
): void {
  const edges = compiledNode(draft.flow, from.scopeId, from.nodeId).edges.get(port) ?? [];
  const { variables } = draft.scope(from.scopeId);
  const known = Object.keys(outputs).length === 0 ? variables : { ...variables, ...outputs };
  const edge = edges.find(({ when }) => when === null || when.evaluate(known) === true);
  if (!edge) {
    failScope(draft, from.scopeId, 'no_edge');
    return;
  }
  // What was entered and left at once, and asked nothing of the outside, was no step: going back passes over it.
  const lastStep = draft.enteredNow.has(from.id) && from.requests === 0 ? from.from : from.id;
  draft.entries.push({ scopeId: from.scopeId, nodeId: edge.to, branches: from.branches, from: lastStep, purpose: 'forward' });
}
