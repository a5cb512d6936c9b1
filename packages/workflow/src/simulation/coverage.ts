import type { CompiledFlow } from '../engine/compiled-flow.ts';
import type { TraceEntry } from './stage.ts';

/** How much of a flow was walked; of sub-flows only that they were entered. */
export interface Coverage {
  readonly nodes: { readonly walked: number; readonly all: number };
  readonly edges: { readonly walked: number; readonly all: number };
  readonly missedNodes: readonly string[];
  readonly missedEdges: readonly string[];
}

export function coverageOf({ definition }: CompiledFlow, trace: readonly TraceEntry[]): Coverage {
  const entered = new Set<string>();
  const walked = new Set<string>();
  for (const { notes } of trace) {
    const left: { readonly path: string; readonly port: string }[] = [];
    for (const note of notes) {
      if (note.name === 'node_left') left.push(note);
      if (note.name !== 'node_entered') continue;
      entered.add(note.path);
      for (const { path, port } of left) walked.add(`${path}.${port} -> ${note.path}`);
      // A fork is left by all its branches at once.
      for (const { path } of left.filter(({ port }) => port === 'branched')) walked.add(`${path}.* -> ${note.path}`);
    }
  }
  const nodes = definition.nodes.map(({ id }) => id as string);
  const edges = definition.edges.map(({ from, to }) => ({ text: `${from.node}.${from.port} -> ${to}`, any: `${from.node}.* -> ${to}` }));
  const isWalked = ({ text, any }: (typeof edges)[number]) => walked.has(text) || walked.has(any);
  return {
    nodes: { walked: nodes.filter((id) => entered.has(id)).length, all: nodes.length },
    edges: { walked: edges.filter(isWalked).length, all: edges.length },
    missedNodes: nodes.filter((id) => !entered.has(id)),
    missedEdges: edges.filter((edge) => !isWalked(edge)).map(({ text }) => text),
  };
}
