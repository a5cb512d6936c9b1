import type { z } from 'zod';
import { FlowDefinition } from './flow-definition.ts';
import { migrate } from './migrate.ts';
import { type Problem, problem } from './problem.ts';
import { guardRaw } from './raw-guard.ts';

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: FlowDefinition }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_REPORTED = 50;

/** Reads parsed JSON as a definition: bounded first, lifted to the present format, then checked by the schema. */
export function parseDefinition(raw: unknown): ParsedDefinition {
  const hostile = guardRaw(raw);
  if (hostile.length > 0) return { ok: false, problems: hostile };
  const lifted = migrate(raw as Record<string, unknown>);
  if (!lifted.ok) return lifted;
  const parsed = FlowDefinition.safeParse(lifted.raw);
  if (parsed.success) return { ok: true, definition: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.slice(0, MAX_REPORTED).map((issue) => malformed(issue, lifted.raw)),
  };
}

function malformed(issue: z.core.$ZodIssue, raw: Readonly<Record<string, unknown>>): Problem {
  const [list, index, ...rest] = issue.path;
  const item = (list === 'nodes' || list === 'edges') && Array.isArray(raw[list]) ? (raw[list] as unknown[])[Number(index)] : undefined;
  const nodeId = list === 'nodes' ? textAt(item, 'id') : list === 'edges' ? textAt(valueAt(item, 'from'), 'node') : undefined;
  const path = nodeId === undefined ? issue.path : list === 'edges' ? ['edge', ...rest] : rest;
  return problem('malformed', { nodeId, detail: `${path.map(String).join('.')}: ${issue.message}` });
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const text = valueAt(value, key);
  return typeof text === 'string' ? text.slice(0, 64) : undefined;
}
