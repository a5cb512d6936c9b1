import { z } from 'zod';
import type { CompiledExpression } from '../expressions/expression.ts';
import type { Json, JsonObject } from '../nodes/node-type.ts';

/** A place in a configuration where an expression stands. */
export interface ConfigExpression {
  readonly path: readonly string[];
  readonly source: string;
}

/** Every text that begins with `=`, at any depth, without the sign. */
export function configExpressions(config: JsonObject): ConfigExpression[] {
  const found: ConfigExpression[] = [];
  const look = (value: Json, path: readonly string[]): void => {
    if (typeof value === 'string' && value.startsWith('=')) found.push({ path, source: value.slice(1).trim() });
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) look(inner as Json, [...path, key]);
  };
  look(config, []);
  return found;
}

/** The configuration with its expressions replaced by their values. `expressions` are found by their source. */
export function evaluateTemplate(
  config: JsonObject,
  expressions: ReadonlyMap<string, CompiledExpression>,
  variables: JsonObject,
): JsonObject {
  const fill = (value: Json): Json => {
    if (typeof value === 'string' && value.startsWith('=')) return expressions.get(value.slice(1).trim())?.evaluate(variables) ?? null;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(fill);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner as Json)]));
  };
  return fill(config) as JsonObject;
}

export interface WrittenConfig {
  /** The configuration as the type's schema reads it; where an expression stands in the way, key by key as far as it does. */
  readonly fixed: JsonObject;
  /** What doesn't fit, wherever it isn't for an expression's sake. */
  readonly issues: readonly string[];
}

/** Checks a written configuration by its type's schema. What an expression will be is only known when the node is entered. */
export function readConfig(schema: z.ZodType, config: JsonObject, expressions: readonly ConfigExpression[]): WrittenConfig {
  const parsed = schema.safeParse(config);
  if (parsed.success) return { fixed: parsed.data as JsonObject, issues: [] };
  const issues = parsed.error.issues
    .filter((issue) => !isForExpression(issue, expressions))
    .map((issue) => `${issue.path.map(String).join('.') || 'config'}: ${issue.message}`);
  return { fixed: partly(schema, config), issues };
}

function isForExpression(issue: z.core.$ZodIssue, expressions: readonly ConfigExpression[]): boolean {
  const path = issue.path.map(String);
  const startsWith = (whole: readonly string[], part: readonly string[]) => part.every((key, i) => whole[i] === key);
  return expressions.some((expression) => {
    if (startsWith(path, expression.path)) return true;
    return issue.code === 'invalid_union' && startsWith(expression.path, path);
  });
}

function partly(schema: z.ZodType, config: JsonObject): JsonObject {
  if (!(schema instanceof z.ZodObject)) return config;
  const entries = Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, inner]) => {
    const parsed = inner.safeParse(Object.hasOwn(config, key) ? config[key] : undefined);
    return [key, parsed.success ? parsed.data : config[key]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JsonObject;
}
