import type { NodeDraft } from '../../engine/compile-node.ts';
import type { InnerFlow } from '../../engine/compile-sub-flow.ts';
import type { FlowDefinition } from '../flow-definition.ts';

/** What the checks look at: the definition, and its nodes as far as they could be read. */
export interface KnownFlow {
  readonly definition: FlowDefinition;
  readonly drafts: ReadonlyMap<string, NodeDraft>;
  readonly inner: ReadonlyMap<string, InnerFlow>;
}

/** Ports that every node may have edges from, beside those of its type and its time limit. */
export const commonPorts: readonly string[] = ['failed', 'escalated', 'exhausted'];

/** Of the common ports those that a node of this type may have edges from: an end has none, and a join that was left instead of entered would leave branches open behind it. */
export function commonPortsOf(type: string): readonly string[] {
  if (type === 'end') return [];
  return type === 'join' ? commonPorts.filter((port) => port !== 'exhausted') : commonPorts;
}

/** Ends of edges by node, for edges between nodes that exist. */
export function successors({ definition, drafts }: Pick<KnownFlow, 'definition' | 'drafts'>): Map<string, string[]> {
  const next = new Map<string, string[]>([...drafts.keys()].map((id) => [id, []]));
  for (const { from, to } of definition.edges) if (drafts.has(to)) next.get(from.node)?.push(to);
  return next;
}

/** Every node that can be reached from `roots`, these included. */
export function reachable(roots: Iterable<string>, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...roots];
  while (open.length > 0) {
    const id = open.pop() as string;
    if (seen.has(id) || !next.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return seen;
}

/** Nodes that undo others: entered without an edge, and left without one. */
export function compensationIds({ definition }: Pick<KnownFlow, 'definition'>): Set<string> {
  return new Set(definition.nodes.flatMap(({ compensation }) => (compensation === undefined ? [] : [compensation as string])));
}
