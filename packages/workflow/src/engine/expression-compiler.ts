import { DEFINITION_LIMITS } from '../definition/limits.ts';
import { type Problem, type ProblemEdge, problem } from '../definition/problem.ts';
import { type CompiledExpression, compileExpression } from '../expressions/expression.ts';

/** Compiles a definition's expressions, and keeps count of how much text they are together: reading them takes time as well. */
export class ExpressionCompiler {
  readonly #variables: ReadonlySet<string>;
  #characters = 0;

  constructor(variables: ReadonlySet<string>) {
    this.#variables = variables;
  }

  /** An expression over the variables and `names` beside them. */
  compile(
    source: string,
    place: { readonly nodeId: string; readonly edge?: ProblemEdge; readonly names?: readonly string[] },
  ): { readonly expression: CompiledExpression | null; readonly problems: readonly Problem[] } {
    this.#characters += source.length;
    if (this.#characters > DEFINITION_LIMITS.expressions) return { expression: null, problems: [] };
    const names = place.names && place.names.length > 0 ? new Set([...this.#variables, ...place.names]) : this.#variables;
    const result = compileExpression(source, names);
    if (result.ok) return { expression: result.expression, problems: [] };
    const { code, detail } = result.problem;
    return { expression: null, problems: [problem(code, { nodeId: place.nodeId, edge: place.edge, detail })] };
  }

  /** Of all of them together. */
  problems(): readonly Problem[] {
    const isTooLong = this.#characters > DEFINITION_LIMITS.expressions;
    return isTooLong ? [problem('expressions_too_long', { detail: this.#characters })] : [];
  }
}
