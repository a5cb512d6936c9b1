import { z } from 'zod';

export type JsonValue = z.core.util.JSONType;

/** Deeper than anything a person fills in; a checker that calls itself must not be led to the end of its stack. */
const MAX_DEPTH = 32;

function isJson(value: unknown, depth: number): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  return Object.values(value).every((member) => isJson(member, depth - 1));
}

/** Any JSON value, at most 32 deep. In a published schema it is what it is there: anything (zod's own would be a reference that nothing resolves). */
export const Json = z.unknown().transform((value, context): JsonValue => {
  if (isJson(value, MAX_DEPTH)) return value;
  context.addIssue({ code: 'custom', message: 'not a JSON value, or one nested too deeply' });
  return z.NEVER;
});
