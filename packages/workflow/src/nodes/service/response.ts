import { z } from 'zod';
import type { Json, JsonObject } from '../node-type.ts';

/** What a service's answer must hold: the part of JSON schema that describes an object with plain members. */
export const ResponseField = z.object({
  type: z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array']),
  required: z.boolean().default(true),
  enum: z.array(z.string().max(200)).max(100).nullable().default(null),
  maxLength: z.number().int().min(1).max(20_000).default(2_000),
  minimum: z.number().nullable().default(null),
  maximum: z.number().nullable().default(null),
});
export const ResponseFields = z.record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/), ResponseField);
export type ResponseFields = z.infer<typeof ResponseFields>;

/** The members that were declared, and nothing else; null when the answer is not as declared. */
export function readResponse(response: JsonObject, declared: ResponseFields): JsonObject | null {
  const taken: Record<string, Json> = {};
  for (const [name, field] of Object.entries(declared)) {
    const value = Object.hasOwn(response, name) ? (response[name] ?? null) : null;
    if (value === null) {
      if (field.required) return null;
      taken[name] = null;
      continue;
    }
    if (!fits(value, field)) return null;
    taken[name] = value;
  }
  return taken;
}

function fits(value: Json, { type, enum: allowed, maxLength, minimum, maximum }: z.infer<typeof ResponseField>): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value.length <= maxLength && (allowed === null || allowed.includes(value));
    case 'number':
    case 'integer':
      if (typeof value !== 'number' || !Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) return false;
      return (minimum === null || value >= minimum) && (maximum === null || value <= maximum);
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value) && JSON.stringify(value).length <= maxLength;
    default:
      return typeof value === 'object' && !Array.isArray(value) && JSON.stringify(value).length <= maxLength;
  }
}
