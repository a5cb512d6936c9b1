import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** What a field is, in both languages; as the shipped types' schemas have it. */
const Texts = z.strictObject({ title: LocalText, help: LocalText.optional() });
const shown = { 'x-texts': Texts.optional() };

/** Names of fields; `zh-CN` makes a text in both languages together with `en`. */
const FieldName = z
  .string()
  .regex(/^(?:[a-z][A-Za-z0-9_]{0,63}|zh-CN)$/)
  .refine((name) => !['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'].includes(name), 'is a reserved name');

/**
 * The part of JSON schema (draft 2020-12) that components may use. All that is written is bounded: a text has a length, a list an end, an object
 * no other fields than those that are named. No patterns: they can take for ever.
 */
export type ComponentSchema =
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, ComponentSchema>>;
      readonly required?: readonly string[] | undefined;
      readonly additionalProperties: false;
    }
  | { readonly type: 'array'; readonly items: ComponentSchema; readonly maxItems: number; readonly minItems?: number | undefined }
  | {
      readonly type: 'string';
      readonly maxLength?: number | undefined;
      readonly minLength?: number | undefined;
      readonly enum?: readonly string[] | undefined;
      readonly default?: string | undefined;
    }
  | {
      readonly type: 'number' | 'integer';
      readonly minimum: number;
      readonly maximum: number;
      readonly default?: number | undefined;
    }
  | { readonly type: 'boolean'; readonly default?: boolean | undefined }
  | { readonly type: 'null' };

export const ComponentSchema: z.ZodType<ComponentSchema> = z.lazy(() =>
  z.union([
    z
      .strictObject({
        type: z.literal('object'),
        properties: z.record(FieldName, ComponentSchema).refine((fields) => Object.keys(fields).length <= 60, 'has 60 fields at most'),
        required: z.array(FieldName).max(60).optional(),
        additionalProperties: z.literal(false),
        ...shown,
      })
      .refine(
        ({ properties, required = [] }) => required.every((name) => Object.hasOwn(properties, name)),
        'a field that is required is described',
      ),
    z.strictObject({
      type: z.literal('array'),
      items: ComponentSchema,
      minItems: z.number().int().min(0).max(200).optional(),
      maxItems: z.number().int().min(1).max(200),
      ...shown,
    }),
    z
      .strictObject({
        type: z.literal('string'),
        minLength: z.number().int().min(0).max(4_000).optional(),
        maxLength: z.number().int().min(1).max(4_000).optional(),
        enum: z.array(z.string().max(64)).min(1).max(60).optional(),
        default: z.string().max(4_000).optional(),
        ...shown,
      })
      .refine((text) => text.enum !== undefined || text.maxLength !== undefined, 'a text has a maxLength or is one of an enum'),
    z.strictObject({
      type: z.enum(['number', 'integer']),
      minimum: z.number(),
      maximum: z.number(),
      default: z.number().optional(),
      ...shown,
    }),
    z.strictObject({ type: z.literal('boolean'), default: z.boolean().optional(), ...shown }),
    z.strictObject({ type: z.literal('null') }),
  ]),
);

/** Canonical JSON and databases sort an object's fields by name: whoever fills them in finds those that are required first, in the order in which these are listed. */
function inOrder(schema: ComponentSchema): ComponentSchema {
  if (schema.type === 'array') return { ...schema, items: inOrder(schema.items) };
  if (schema.type !== 'object') return schema;
  const { properties, required = [] } = schema;
  const names = [...required, ...Object.keys(properties).filter((name) => !required.includes(name))];
  return {
    ...schema,
    properties: Object.fromEntries(names.flatMap((name) => (properties[name] ? [[name, inOrder(properties[name])]] : []))),
  };
}

const made = new WeakMap<ComponentSchema, z.ZodType>();

/** The same schema as the shipped types have theirs, made once. */
export function zodOf(schema: ComponentSchema): z.ZodType {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const fresh = z.fromJSONSchema(inOrder(schema) as z.core.JSONSchema.JSONSchema);
  made.set(schema, fresh);
  return fresh;
}
