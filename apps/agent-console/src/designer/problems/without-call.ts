import { needsOf } from '../canvas/step-line.ts';
import type { Draft, DraftNode } from '../edit/draft.ts';

/** A place on the way: a step, and whether a call is open there. */
interface Place {
  readonly id: string;
  readonly hasCall: boolean;
}

/**
 * Steps that wait for the call or its recording, and that can be reached on a way on which nothing has opened a call before: there they would wait for ever. A
 * flow that others use as a part may run in a call of theirs, so this is advice and no error.
 */
export function stepsWithoutCall(draft: Draft): readonly DraftNode[] {
  const { nodes, edges, start } = draft;
  if (start === null) return [];
  const seen = new Set<string>();
  const without = new Set<string>();
  const open: Place[] = [{ id: start, hasCall: false }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { id, hasCall } = place;
    const name = `${hasCall} ${id}`;
    const node = nodes.find((each) => each.id === id);
    if (node === undefined || seen.has(name)) continue;
    seen.add(name);
    if (!hasCall && needsOf(node).some((need) => need === 'call' || need === 'recording')) without.add(id);
    for (const { from, to } of edges) if (from.node === id) open.push({ id: to, hasCall: hasCallAfter(node, from.port, hasCall) });
  }
  return nodes.filter(({ id }) => without.has(id));
}

function hasCallAfter(node: DraftNode, port: string, before: boolean): boolean {
  // What a sub-flow does is not known here: nothing is said of what follows it.
  if (node.type === 'sub-flow') return true;
  if (node.type !== 'connect') return before;
  return port === 'connected' || (before && port !== 'closed');
}
