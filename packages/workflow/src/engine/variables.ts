import type { FlowVariable } from '../definition/flow-definition.ts';
import type { Json, JsonObject } from '../nodes/node-type.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import type { Draft } from './draft.ts';
import type { NodeRun } from './state.ts';

/** What a flow starts with: its declared variables with what was given for them, or their initial values, or null. */
export function startVariables(flow: CompiledFlow, given: JsonObject): JsonObject {
  return Object.fromEntries(
    [...flow.variables.values()].map(({ name, type, initial }) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return [name, value !== undefined && fits(value, type) ? value : ((initial ?? null) as Json)];
    }),
  );
}

/** The variables of a run's scope with the node's outputs put where its definition says. */
export function outputVariables(draft: Draft, run: NodeRun, outputs: JsonObject): JsonObject {
  const { variables } = draft.scope(run.scopeId);
  const { node } = draft.compiled(run);
  const targets = Object.entries(node.outputs).filter(([output]) => Object.hasOwn(outputs, output));
  if (targets.length === 0) return variables;
  return { ...variables, ...Object.fromEntries(targets.map(([output, variable]) => [variable, outputs[output] ?? null])) };
}

/** Whether a value is one of a declared type; null is one of every type. */
export function fits(value: Json, type: FlowVariable['type']): boolean {
  if (value === null) return true;
  switch (type) {
    case 'string':
    case 'date':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return false;
  }
}
