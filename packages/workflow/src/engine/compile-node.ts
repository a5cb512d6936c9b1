import { type FlowDefinition, type FlowNode, type FlowVariable, PortName } from '../definition/flow-definition.ts';
import { type Problem, problem } from '../definition/problem.ts';
import type { CompiledExpression } from '../expressions/expression.ts';
import type { JsonObject, NodeType } from '../nodes/node-type.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { CompiledConfig } from './compiled-flow.ts';
import { type ConfigExpression, configExpressions, evaluateTemplate, readConfig } from './config-template.ts';
import type { ExpressionCompiler } from './expression-compiler.ts';

/** A node as far as it could be read. */
export interface NodeDraft {
  readonly node: FlowNode;
  readonly type: NodeType | null;
  readonly config: CompiledConfig;
  /** Null where the type or the configuration is such that nobody can say. */
  readonly ports: readonly string[] | null;
  readonly problems: readonly Problem[];
}

type Variables = ReadonlyMap<string, FlowVariable>;

export function compileNode(
  node: FlowNode,
  definition: FlowDefinition,
  variables: Variables,
  expressions: ExpressionCompiler,
  registry: NodeRegistry,
): NodeDraft {
  const nodeId = node.id;
  const written = node.config as JsonObject;
  const type = registry.get(node.type) ?? null;
  if (!type) {
    const problems = [problem('unknown_type', { nodeId, detail: node.type })];
    return { node, type, config: { kind: 'fixed', value: written }, ports: null, problems };
  }
  const found = configExpressions(written);
  const { fixed, issues } = readConfig(type.manifest.config, written, found);
  const compiled = compileAll(nodeId, found, expressions);
  const ports = issues.length > 0 ? null : portsOf(type, fixed);
  const problems = [
    ...issues.map((detail) => problem('config_invalid', { nodeId, detail })),
    ...(issues.length === 0 && ports === null ? [problem('config_invalid', { nodeId, detail: 'ports' })] : []),
    ...compiled.problems,
    ...outputProblems(node, type, variables),
    ...segmentProblems(node, definition),
  ];
  const config: CompiledConfig =
    found.length === 0
      ? { kind: 'fixed', value: fixed }
      : { kind: 'template', fixed, evaluate: (values) => evaluateTemplate(written, compiled.bySource, values) };
  return { node, type, config, ports, problems };
}

function compileAll(nodeId: string, found: readonly ConfigExpression[], expressions: ExpressionCompiler) {
  const bySource = new Map<string, CompiledExpression>();
  const problems: Problem[] = [];
  for (const { source } of found) {
    if (bySource.has(source)) continue;
    const result = expressions.compile(source, { nodeId });
    problems.push(...result.problems);
    if (result.expression) bySource.set(source, result.expression);
  }
  return { bySource, problems };
}

/** A manifest may not be able to say while an expression stands where it looks. */
function portsOf(type: NodeType, config: JsonObject): readonly string[] | null {
  try {
    type.manifest.needs(config);
    type.manifest.actors(config);
    const ports = type.manifest.ports(config);
    return Array.isArray(ports) && ports.every((port) => PortName.safeParse(port).success) ? ports : null;
  } catch {
    return null;
  }
}

function outputProblems(node: FlowNode, { manifest }: NodeType, variables: Variables): Problem[] {
  return Object.entries(node.outputs).flatMap(([output, name]) => {
    const from = Object.hasOwn(manifest.outputs, output) ? manifest.outputs[output] : undefined;
    const to = variables.get(name);
    if (!from) return [problem('unknown_output', { nodeId: node.id, detail: output })];
    if (!to) return [problem('unknown_variable', { nodeId: node.id, detail: name })];
    return [
      ...(from.type === to.type ? [] : [problem('output_type', { nodeId: node.id, detail: `${output} → ${name}` })]),
      ...(from.personal && !to.personal ? [problem('personal_output', { nodeId: node.id, detail: name })] : []),
    ];
  });
}

function segmentProblems({ id, segment }: FlowNode, { segments }: FlowDefinition): Problem[] {
  if (segment === undefined || segments.some((declared) => declared.id === segment)) return [];
  return [problem('unknown_segment', { nodeId: id, detail: segment })];
}
