import type { FlowDefinition } from '../definition/flow-definition.ts';
import type { Problem } from '../definition/problem.ts';
import type { NodeDraft } from './compile-node.ts';
import type { CompiledEdge } from './compiled-flow.ts';
import type { ExpressionCompiler } from './expression-compiler.ts';

type EdgesOfNode = ReadonlyMap<string, readonly CompiledEdge[]>;

/** Every node's edges by port, in the order in which they are written. A condition sees the variables and the outputs of the node it leaves. */
export function compileEdges(
  definition: FlowDefinition,
  drafts: ReadonlyMap<string, NodeDraft>,
  expressions: ExpressionCompiler,
): { readonly problems: readonly Problem[]; of(nodeId: string): EdgesOfNode } {
  const byNode = new Map<string, Map<string, CompiledEdge[]>>();
  const problems: Problem[] = [];
  for (const { from, to, when } of definition.edges) {
    const place = { nodeId: from.node, edge: { from: from.node, port: from.port, to } };
    const names = Object.keys(drafts.get(from.node)?.type?.manifest.outputs ?? {});
    const condition = when === undefined ? null : expressions.compile(when, { ...place, names });
    problems.push(...(condition?.problems ?? []));
    const ports = byNode.get(from.node) ?? new Map<string, CompiledEdge[]>();
    byNode.set(from.node, ports);
    ports.set(from.port, [...(ports.get(from.port) ?? []), { to, when: condition?.expression ?? null }]);
  }
  return { problems, of: (nodeId) => byNode.get(nodeId) ?? new Map<string, readonly CompiledEdge[]>() };
}
