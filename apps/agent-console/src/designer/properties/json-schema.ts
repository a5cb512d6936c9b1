import type { LocalText } from '@guichet/protocol';
import type { Json, NodeManifest } from '@guichet/workflow';
import { z } from 'zod';

/** As much of JSON schema (2020-12) as zod writes for the node types' configurations. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly const?: Json;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: Json;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly 'x-texts'?: { readonly title: LocalText; readonly help?: LocalText };
}

const known = new Map<string, Schema>();

/** The schema of what is written (not of what it is read as), with the texts that the types give their fields. */
export function schemaOf({ type, config }: NodeManifest): Schema {
  const found = known.get(type);
  if (found !== undefined) return found;
  const schema = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as Schema;
  known.set(type, schema);
  return schema;
}

/** What a schema is drawn as. */
export type Shape =
  | { readonly kind: 'text' | 'name'; readonly schema: Schema }
  | { readonly kind: 'number' | 'duration' | 'boolean' | 'localText' | 'any'; readonly schema: Schema }
  | { readonly kind: 'choice' | 'choices'; readonly options: readonly (string | number)[] }
  | { readonly kind: 'list'; readonly item: Schema; readonly schema: Schema }
  | { readonly kind: 'group'; readonly schema: Schema }
  | { readonly kind: 'record'; readonly value: Schema };

/** `isOptional`: nothing (null) may stand there. */
export function shapeOf(schema: Schema, name: string): { readonly shape: Shape; readonly isOptional: boolean } {
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    const something = options.filter(({ type }) => type !== 'null');
    const isOptional = something.length < options.length;
    const [only] = something;
    if (something.length === 1 && only !== undefined) return { shape: shapeOf({ ...only, ...textsOf(schema) }, name).shape, isOptional };
    return { shape: { kind: 'any', schema }, isOptional };
  }
  return { shape: plainShape(schema, name), isOptional: false };
}

const textsOf = ({ 'x-texts': texts }: Schema): Pick<Schema, 'x-texts'> => (texts === undefined ? {} : { 'x-texts': texts });

function plainShape(schema: Schema, name: string): Shape {
  const { type, properties, items, additionalProperties } = schema;
  if (schema.enum !== undefined) return { kind: 'choice', options: schema.enum };
  switch (type) {
    case 'boolean':
      return { kind: 'boolean', schema };
    case 'number':
    case 'integer':
      return { kind: name.endsWith('Ms') ? 'duration' : 'number', schema };
    case 'string':
      return { kind: schema.pattern === undefined ? 'text' : 'name', schema };
    case 'array':
      if (items?.enum !== undefined) return { kind: 'choices', options: items.enum };
      return { kind: 'list', item: items ?? {}, schema };
    case 'object':
      if (properties !== undefined && 'zh-CN' in properties && 'en' in properties) return { kind: 'localText', schema };
      if (properties !== undefined) return { kind: 'group', schema };
      return { kind: 'record', value: typeof additionalProperties === 'object' ? additionalProperties : {} };
    default:
      return { kind: 'any', schema };
  }
}

/** What a new item of a list or a field that is switched on begins with: what must be there, as little as it can be. */
export function firstValue(schema: Schema, name: string, index = 0): Json {
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  const { shape } = shapeOf(schema, name);
  switch (shape.kind) {
    case 'text':
      return '';
    case 'name':
      return `item${index + 1}`;
    case 'number':
    case 'duration':
      return shape.schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'localText':
      return { 'zh-CN': '', en: '' };
    case 'choice':
      return shape.options[0] ?? '';
    case 'choices':
    case 'list':
      return [];
    case 'record':
      return {};
    case 'any':
      return '';
    case 'group':
      return Object.fromEntries(
        Object.entries(shape.schema.properties ?? {})
          .filter(([key]) => shape.schema.required?.includes(key) ?? false)
          .map(([key, inner]) => [key, firstValue(inner, key, index)]),
      );
  }
}
