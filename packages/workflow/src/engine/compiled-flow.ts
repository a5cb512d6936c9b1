import type { FlowDefinition, FlowNode, FlowVariable } from '../definition/flow-definition.ts';
import type { CompiledExpression } from '../expressions/expression.ts';
import type { JsonObject, NodeType } from '../nodes/node-type.ts';

/** A definition made ready to run: looked up by name, its expressions parsed, its sub-flows pinned. Made by `compileFlow` alone. */
export interface CompiledFlow {
  readonly definition: FlowDefinition;
  readonly version: number | null;
  readonly nodes: ReadonlyMap<string, CompiledNode>;
  readonly variables: ReadonlyMap<string, FlowVariable>;
}

export interface CompiledNode {
  readonly node: FlowNode;
  readonly type: NodeType;
  readonly config: CompiledConfig;
  /** The ports that its type names, as far as the written configuration says. */
  readonly ports: readonly string[];
  readonly edges: ReadonlyMap<string, readonly CompiledEdge[]>;
  /** Of a `sub-flow`. */
  readonly inner: CompiledFlow | null;
}

export type CompiledConfig =
  | { readonly kind: 'fixed'; readonly value: JsonObject }
  /** Holds expressions; `fixed` is what is known of it before they are evaluated. */
  | { readonly kind: 'template'; readonly fixed: JsonObject; evaluate(variables: JsonObject): JsonObject };

export interface CompiledEdge {
  readonly to: string;
  readonly when: CompiledExpression | null;
}
