import { FeelDate, FeelDateTime, FeelDuration, FeelTime, evaluate } from 'feelin';
import type { Json, JsonObject } from '../nodes/node-type.ts';
import { type CheckedExpression, type ExpressionProblem, checkExpression } from './check.ts';
import { compileFast } from './fast.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import { measure } from './measure.ts';
import { parseSyntax } from './syntax.ts';

/** A FEEL expression (DMN 1.5, chapter 10), parsed, checked and bounded. */
export interface CompiledExpression {
  readonly source: string;
  readonly variables: readonly string[];
  /** Null where the expression has no value, as FEEL has it, or where it would take more than the limits allow. */
  evaluate(variables: JsonObject): Json;
}

export type ExpressionResult =
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** Parses and checks an expression over `names`, once; nothing is evaluated. */
export function compileExpression(source: string, names: ReadonlySet<string>): ExpressionResult {
  if (source.length > EXPRESSION_LIMITS.length) return tooLarge(source);
  if (source.split('..').length - 1 > EXPRESSION_LIMITS.rangeSigns) return tooLarge(source);
  const syntax = parseSyntax(source);
  const result = checkExpression(source, syntax, names);
  if (!result.ok || !syntax.ok) return result.ok ? tooLarge(source) : result;
  const { checked } = result;
  const fast = compileFast(syntax.root);
  return {
    ok: true,
    expression: {
      source,
      variables: checked.variables,
      evaluate(variables) {
        const value = fast?.(variables);
        return value === undefined ? interpret(source, checked, syntax.nodes, variables) : finite(value);
      },
    },
  };
}

function tooLarge(source: string): ExpressionResult {
  return { ok: false, problem: { code: 'expression_too_large', detail: source.slice(0, 40) } };
}

/** The whole language, by the interpreter, which parses anew each time. It sees the declared names that the expression reads, no others. */
function interpret(source: string, checked: CheckedExpression, nodes: number, variables: JsonObject): Json {
  const context: Record<string, Json> = {};
  let longest = 1;
  for (const name of checked.variables) {
    const value = variables[name] ?? null;
    const size = measure(value, EXPRESSION_LIMITS.variableValues, EXPRESSION_LIMITS.variableCharacters);
    if (size === null) return null;
    longest = Math.max(longest, size);
    context[name] = value;
  }
  const steps = nodes * checked.fixedIterations * longest ** checked.iterated.length;
  if (steps > EXPRESSION_LIMITS.steps) return null;
  try {
    return toJson(evaluate(source, context).value);
  } catch {
    // The interpreter throws where FEEL says null, e.g. for the order of two truth values.
    return null;
  }
}

/** As JSON would keep it, so that a state that was stored is the one that was computed: no infinity, no negative zero. */
function finite(value: Json): Json {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? value + 0 : null;
}

/** What the interpreter returns as plain JSON: dates and durations as their texts, ranges and functions as nothing. */
function toJson(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return finite(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object') return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
  }
  return [FeelDate, FeelTime, FeelDateTime, FeelDuration].some((type) => value instanceof type) ? String(value) : null;
}
