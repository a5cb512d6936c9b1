import type { CompiledFlow } from '../engine/compiled-flow.ts';
import type { TraceEntry } from './stage.ts';

/** How much of a flow was walked, inside its sub-flows as well: what is there is named by its path (`visit/sale`). */
export interface Coverage {
  readonly nodes: { readonly walked: number; readonly all: number };
  readonly edges: { readonly walked: number; readonly all: number };
  readonly missedNodes: readonly string[];
  /** As `node.port -> node`. */
  readonly missedEdges: readonly string[];
}

/** How often each node was entered and each edge was taken; edges as `node.port -> node`, those between the same ends as one. */
export interface Walked {
  readonly nodes: ReadonlyMap<string, number>;
  readonly edges: ReadonlyMap<string, number>;
}

export const edgeName = ({ from, to }: { readonly from: { readonly node: string; readonly port: string }; readonly to: string }): string =>
  `${from.node}.${from.port} -> ${to}`;

interface Parts {
  readonly nodes: readonly string[];
  readonly edges: readonly Edge[];
}
type Edge = Parameters<typeof edgeName>[0];

/** All nodes and edges by their paths, those of sub-flows behind those of the flow around them. */
function partsOf({ definition, nodes: compiled }: CompiledFlow, within = ''): Parts {
  const inner = [...compiled].flatMap(([id, { inner: flow }]) => (flow === null ? [] : [partsOf(flow, `${within}${id}/`)]));
  const edges = definition.edges.map(({ from, to }) => ({ from: { node: within + from.node, port: from.port }, to: within + to }));
  return {
    nodes: [...definition.nodes.map(({ id }) => within + id), ...inner.flatMap((parts) => parts.nodes)],
    edges: [...edges, ...inner.flatMap((parts) => parts.edges)],
  };
}

/** What a run went through. */
export function walkedBy(flow: CompiledFlow, trace: readonly TraceEntry[]): Walked {
  const parts = partsOf(flow);
  const nodes = new Map<string, number>(parts.nodes.map((id) => [id, 0]));
  const edges = new Map<string, number>(parts.edges.map((edge) => [edgeName(edge), 0]));
  for (const { notes } of trace) {
    // What was left and not gone on from yet: nodes are entered in the order in which edges to them were taken.
    const left: { readonly path: string; readonly port: string }[] = [];
    for (const note of notes) {
      if (note.name === 'node_left') left.push(note);
      if (note.name !== 'node_entered' || note.attempt !== 1) continue;
      const { path: to } = note;
      if (nodes.has(to)) nodes.set(to, (nodes.get(to) ?? 0) + 1);
      const at = left.findIndex(({ path, port }) => ways(parts.edges, path, port, to).length > 0);
      const from = left[at];
      if (from === undefined) continue;
      // A fork is left by all its branches at once.
      if (from.port !== 'branched') left.splice(at, 1);
      for (const name of new Set(ways(parts.edges, from.path, from.port, to).map(edgeName))) edges.set(name, (edges.get(name) ?? 0) + 1);
    }
  }
  return { nodes, edges };
}

function ways(edges: readonly Edge[], node: string, port: string, to: string) {
  return edges.filter((edge) => edge.from.node === node && (port === 'branched' || edge.from.port === port) && edge.to === to);
}

export function coverageOf(flow: CompiledFlow, trace: readonly TraceEntry[]): Coverage {
  return coverageOfWalked(flow, walkedBy(flow, trace));
}

function coverageOfWalked(flow: CompiledFlow, { nodes, edges }: Walked): Coverage {
  const parts = partsOf(flow);
  const missedNodes = [...nodes].flatMap(([id, count]) => (count === 0 ? [id] : []));
  const missed = parts.edges.map(edgeName).filter((name) => (edges.get(name) ?? 0) === 0);
  return {
    nodes: { walked: nodes.size - missedNodes.length, all: nodes.size },
    edges: { walked: parts.edges.length - missed.length, all: parts.edges.length },
    missedNodes,
    missedEdges: missed,
  };
}

/** How much of a flow several stories walk together, and which of them. */
export interface CommonCoverage extends Coverage {
  /** By node id: the names of the stories that come there. */
  readonly nodeStories: ReadonlyMap<string, readonly string[]>;
  readonly edgeStories: ReadonlyMap<string, readonly string[]>;
}

export function commonCoverage(
  flow: CompiledFlow,
  stories: readonly { readonly name: string; readonly trace: readonly TraceEntry[] }[],
): CommonCoverage {
  const each = stories.map(({ name, trace }) => ({ name, walked: walkedBy(flow, trace) }));
  const storiesOf = (kind: 'nodes' | 'edges', id: string) =>
    each.flatMap(({ name, walked }) => ((walked[kind].get(id) ?? 0) > 0 ? [name] : []));
  const parts = partsOf(flow);
  const nodeStories = new Map(parts.nodes.map((id) => [id, storiesOf('nodes', id)]));
  const edgeStories = new Map(parts.edges.map((edge) => [edgeName(edge), storiesOf('edges', edgeName(edge))]));
  const counted = (of: ReadonlyMap<string, readonly string[]>) => new Map([...of].map(([id, names]) => [id, names.length]));
  return { ...coverageOfWalked(flow, { nodes: counted(nodeStories), edges: counted(edgeStories) }), nodeStories, edgeStories };
}
