import { componentNodeType } from '../components/component-node-type.ts';
import { DEFINITION_LIMITS } from '../definition/limits.ts';
import { parseDefinition } from '../definition/parse.ts';
import { type Problem, problem } from '../definition/problem.ts';
import { branchProblems } from '../definition/validate/branches.ts';
import { compensationProblems } from '../definition/validate/compensation.ts';
import { declarationProblems } from '../definition/validate/declarations.ts';
import { edgeProblems } from '../definition/validate/edges.ts';
import { loopProblems } from '../definition/validate/loops.ts';
import { reachProblems } from '../definition/validate/reach.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { type NodeDraft, compileNode } from './compile-node.ts';
import { compileEdges } from './compile-edges.ts';
import { ExpressionCompiler } from './expression-compiler.ts';
import type { CompiledFlow, CompiledNode } from './compiled-flow.ts';
import { compileSubFlow } from './compile-sub-flow.ts';

/** Definitions that sub-flow nodes may name, by `subFlowRef(key, version)`. */
export type SubFlows = ReadonlyMap<string, unknown>;

export interface CompileOptions {
  readonly registry: NodeRegistry;
  readonly subFlows?: SubFlows;
  /** The published version, for the view. */
  readonly version?: number;
}

export type CompileResult =
  | { readonly ok: true; readonly flow: CompiledFlow }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is shared by a flow and the sub-flows inside it while they are compiled. */
export interface CompileScope extends CompileOptions {
  /** The sub-flows around this one, outermost first. */
  readonly around: readonly string[];
  /** Nodes so far, of all of them together. */
  readonly counted: { nodes: number };
}

/**
 * Checks a definition (parsed JSON of any origin) and makes it ready to run. Whatever is wrong is returned, every problem with its node; a
 * flow is only returned when nothing is.
 */
export function compileFlow(raw: unknown, options: CompileOptions): CompileResult {
  return compileWithin(raw, { ...options, around: [], counted: { nodes: 0 } });
}

/** All problems of a definition; none when it can be published. */
export function validateFlow(raw: unknown, options: CompileOptions): readonly Problem[] {
  const result = compileFlow(raw, options);
  return result.ok ? [] : result.problems;
}

function compileWithin(raw: unknown, scope: CompileScope): CompileResult {
  const parsed = parseDefinition(raw);
  if (!parsed.ok) return parsed;
  const { definition } = parsed;
  scope.counted.nodes += definition.nodes.length;
  if (scope.counted.nodes > DEFINITION_LIMITS.nodesWithSubFlows) {
    return { ok: false, problems: [problem('too_many_nodes', { detail: scope.counted.nodes })] };
  }
  const declared = declarationProblems(definition);
  // Names that stand twice make every other finding doubtful.
  if (declared.some(({ code }) => code === 'duplicate_node' || code === 'duplicate_variable')) return { ok: false, problems: declared };
  const variables = new Map(definition.variables.map((variable) => [variable.name, variable]));
  const expressions = new ExpressionCompiler(new Set(variables.keys()));
  const registry = scope.registry.with((definition.components ?? []).map(componentNodeType));
  const drafts = new Map<string, NodeDraft>(
    definition.nodes.map((node) => [node.id, compileNode(node, definition, variables, expressions, registry)]),
  );
  const inner = new Map(
    [...drafts.values()].map((draft) => [draft.node.id, compileSubFlow(draft, variables, scope, compileWithin)] as const),
  );
  const edges = compileEdges(definition, drafts, expressions);
  const known = { definition, drafts, inner };
  const problems = [
    ...declared,
    ...[...drafts.values()].flatMap((draft) => draft.problems),
    ...[...inner.values()].flatMap((result) => result.problems),
    ...edges.problems,
    ...expressions.problems(),
    ...edgeProblems(known),
    ...reachProblems(known),
    ...loopProblems(known),
    ...branchProblems(known),
    ...compensationProblems(known),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const nodes = new Map<string, CompiledNode>();
  for (const { node, type, config, ports } of drafts.values()) {
    if (!type || !ports) continue;
    nodes.set(node.id, { node, type, config, ports, edges: edges.of(node.id), inner: inner.get(node.id)?.flow ?? null });
  }
  return { ok: true, flow: { definition, version: scope.version ?? null, nodes, variables } };
}

export function subFlowRef(key: string, version: number): string {
  return `${key}@${version}`;
}
