import type { FlowEdge } from '../flow-definition.ts';
import { type Problem, problem } from '../problem.ts';
import { type KnownFlow, commonPortsOf, compensationIds } from './known.ts';

/** Edges that lead nowhere, ports that don't exist or lead nowhere, and the order in which edges are asked. */
export function edgeProblems(known: KnownFlow): Problem[] {
  const { definition, drafts } = known;
  const dangling = definition.edges.flatMap((edge) => {
    const place = { edge: { from: edge.from.node, port: edge.from.port, to: edge.to } };
    if (!drafts.has(edge.from.node)) return [problem('edge_from_nowhere', place)];
    if (!drafts.has(edge.to)) return [problem('edge_to_nowhere', { ...place, detail: edge.to })];
    return [];
  });
  const byNode = Map.groupBy(definition.edges, ({ from }) => from.node as string);
  return [...dangling, ...[...drafts.keys()].flatMap((id) => portProblems(known, id, byNode.get(id) ?? []))];
}

function portProblems(known: KnownFlow, nodeId: string, edges: readonly FlowEdge[]): Problem[] {
  const draft = known.drafts.get(nodeId);
  if (!draft?.ports) return [];
  const { node, ports } = draft;
  const allowed = new Set([...ports, ...commonPortsOf(node.type), ...(node.timeLimit ? [node.timeLimit.port] : [])]);
  const byPort = Map.groupBy(edges, ({ from }) => from.port);
  const mayReturn = known.definition.escalation === nodeId || compensationIds(known).has(nodeId);
  const missing = mayReturn ? [] : ports.filter((port) => !byPort.has(port));
  return [
    ...[...byPort.keys()].filter((port) => !allowed.has(port)).map((detail) => problem('unknown_port', { nodeId, detail })),
    ...missing.map((detail) => problem('port_without_edge', { nodeId, detail })),
    ...[...byPort].flatMap(([port, ofPort]) => orderProblems(nodeId, port, ofPort)),
  ];
}

function orderProblems(nodeId: string, port: string, edges: readonly FlowEdge[]): Problem[] {
  const firstDefault = edges.findIndex(({ when }) => when === undefined);
  if (firstDefault === -1) return [problem('no_default_edge', { nodeId, detail: port })];
  if (firstDefault < edges.length - 1) return [problem('edge_never_taken', { nodeId, detail: port })];
  return [];
}
