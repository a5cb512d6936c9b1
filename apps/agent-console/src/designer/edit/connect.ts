import { nodeRegistry, type Problem, validateFlow } from '@guichet/workflow';
import { allPorts, definitionOf, type Draft, type DraftEdge, type DraftNode, nodeOf, typePorts } from './draft.ts';

/** Why two steps cannot be connected: a key of the designer's texts. */
export type Misfit = 'itself' | 'from_end' | 'no_port' | 'twice' | 'undoing' | 'gone' | 'crosses' | 'endless';

export interface Connection {
  readonly node: string;
  readonly port: string;
  readonly to: string;
}

/** Problems that an edge makes and that no later edge can mend. */
const BREAKING = {
  branch_crossed: 'crosses',
  join_without_fork: 'crosses',
  branch_ends_elsewhere: 'crosses',
  loop_without_wait: 'endless',
} as const satisfies Partial<Record<Problem['code'], Misfit>>;

/** Null where it fits. Whatever it would break is looked for with the flow's own validation, so that both say the same. */
export function misfitOf(draft: Draft, { node, port, to }: Connection): Misfit | null {
  const from = nodeOf(draft, node);
  if (from === undefined || nodeOf(draft, to) === undefined) return 'gone';
  if (node === to) return 'itself';
  if (from.type === 'end') return 'from_end';
  if (!allPorts(from).includes(port)) return 'no_port';
  if (draft.edges.some((edge) => edge.from.node === node && edge.from.port === port && edge.to === to)) return 'twice';
  if (draft.nodes.some(({ compensation }) => compensation === to || compensation === node)) return 'undoing';
  return brokenBy(draft, connect(draft, { node, port, to }));
}

function brokenBy(before: Draft, after: Draft): Misfit | null {
  const had = new Set(breaking(before).map(nameOf));
  const fresh = breaking(after).find((problem) => !had.has(nameOf(problem)));
  return fresh === undefined ? null : BREAKING[fresh.code as keyof typeof BREAKING];
}

function breaking(draft: Draft): readonly Problem[] {
  const definition = definitionOf(draft);
  return definition === null ? [] : validateFlow(definition, { registry: nodeRegistry }).filter(({ code }) => code in BREAKING);
}

const nameOf = ({ code, nodeId }: Problem): string => `${code} ${nodeId ?? ''}`;

/**
 * Leads a port to a step. Where the type decides between edges by their conditions (`decision`), another edge joins those that are there and is
 * asked before the one without a condition; elsewhere a port leads to one step, and the edge without a condition is led there instead.
 */
export function connect(draft: Draft, { node, port, to }: Connection): Draft {
  const edge: DraftEdge = { from: { node, port }, to };
  const otherwise = draft.edges.findIndex((each) => each.from.node === node && each.from.port === port && each.when === undefined);
  if (otherwise === -1) return { ...draft, edges: [...draft.edges, edge] };
  if (nodeOf(draft, node)?.type === 'decision') return { ...draft, edges: draft.edges.toSpliced(otherwise, 0, edge) };
  return { ...draft, edges: draft.edges.with(otherwise, edge) };
}

/** The type's ports that lead nowhere yet; those of a decision lead to as many steps as it has conditions. */
export function freePorts(draft: Draft, node: DraftNode): readonly string[] {
  if (node.type === 'decision') return typePorts(node);
  return typePorts(node).filter((port) => !draft.edges.some(({ from }) => from.node === node.id && from.port === port));
}

/** Where a step goes on when all is well: the first port that its type names. */
export const mainPort = (node: DraftNode): string | undefined => typePorts(node)[0];
