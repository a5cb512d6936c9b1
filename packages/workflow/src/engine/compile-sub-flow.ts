import type { FlowVariable } from '../definition/flow-definition.ts';
import { DEFINITION_LIMITS } from '../definition/limits.ts';
import { type Problem, problem } from '../definition/problem.ts';
import { type SubFlowConfig, subFlowManifest } from '../nodes/sub-flow/manifest.ts';
import type { CompileResult, CompileScope } from './compile.ts';
import type { NodeDraft } from './compile-node.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import { fits } from './variables.ts';
import type { Json } from '../nodes/node-type.ts';

export interface InnerFlow {
  readonly flow: CompiledFlow | null;
  readonly problems: readonly Problem[];
}

/** Finds and compiles what a `sub-flow` node runs, and checks what goes in and comes out; nothing for other nodes. */
export function compileSubFlow(
  { node, config, ports }: NodeDraft,
  variables: ReadonlyMap<string, FlowVariable>,
  scope: CompileScope,
  compile: (raw: unknown, scope: CompileScope) => CompileResult,
): InnerFlow {
  if (node.type !== subFlowManifest.type || !ports) return { flow: null, problems: [] };
  const nodeId = node.id;
  const settings = (config.kind === 'fixed' ? config.value : config.fixed) as unknown as SubFlowConfig;
  const ref = `${settings.flow}@${settings.version}`;
  const broken = (code: 'sub_flow_recursion' | 'sub_flow_too_deep' | 'unknown_sub_flow' | 'sub_flow_broken', detail: string | number) => ({
    flow: null,
    problems: [problem(code, { nodeId, detail })],
  });
  if (scope.around.includes(ref)) return broken('sub_flow_recursion', ref);
  if (scope.around.length >= DEFINITION_LIMITS.subFlowDepth) return broken('sub_flow_too_deep', DEFINITION_LIMITS.subFlowDepth);
  const raw = scope.subFlows?.get(ref);
  if (raw === undefined) return broken('unknown_sub_flow', ref);
  const compiled = compile(raw, { ...scope, version: settings.version, around: [...scope.around, ref] });
  if (!compiled.ok) {
    // A circle is told where it begins, not only as a flow that is broken somewhere.
    const circle = compiled.problems.find(({ code }) => code === 'sub_flow_recursion');
    return circle ? broken('sub_flow_recursion', ref) : broken('sub_flow_broken', ref);
  }
  return { flow: compiled.flow, problems: mappingProblems(nodeId, settings, variables, compiled.flow) };
}

function mappingProblems(
  nodeId: string,
  { input, output }: SubFlowConfig,
  outer: ReadonlyMap<string, FlowVariable>,
  inner: CompiledFlow,
): Problem[] {
  const wrongInputs = Object.entries(input).filter(([name, value]) => {
    const variable = inner.variables.get(name);
    const isExpression = typeof value === 'string' && value.startsWith('=');
    return !variable || (!isExpression && !fits(value as Json, variable.type));
  });
  const wrongOutputs = Object.entries(output).filter(([to, from]) => {
    const [target, source] = [outer.get(to), inner.variables.get(from)];
    return !target || !source || target.type !== source.type;
  });
  const leaks = Object.entries(output).filter(([to, from]) => inner.variables.get(from)?.personal && !outer.get(to)?.personal);
  return [
    ...[...wrongInputs, ...wrongOutputs].map(([name]) => problem('sub_flow_mapping', { nodeId, detail: name })),
    ...leaks.map(([name]) => problem('personal_output', { nodeId, detail: name })),
  ];
}
