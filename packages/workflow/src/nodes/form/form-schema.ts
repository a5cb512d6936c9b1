import { assertNever } from '@guichet/protocol';
import type { JsonObject } from '../node-type.ts';
import type { FormField } from './field-config.ts';

/** The form's values as a JSON schema (draft 2020-12), for whoever takes them over. Conditions make a field optional there. */
export function formJsonSchema(fields: readonly FormField[]): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [field.key, { title: field.title.en, ...schemaOf(field) }])),
    required: fields.filter(({ required, showWhen }) => required && showWhen === null).map(({ key }) => key),
  };
}

function schemaOf({ type, options, min, max, minLength, maxLength }: FormField): JsonObject {
  const range = { ...(min === null ? {} : { minimum: min }), ...(max === null ? {} : { maximum: max }) };
  const keys = options.map(({ key }) => key);
  switch (type) {
    case 'text':
      return { type: 'string', minLength, maxLength };
    case 'number':
      return { type: 'number', ...range };
    case 'amount':
      return { type: 'number', exclusiveMinimum: 0, ...range };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'boolean':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: keys };
    case 'multi':
      return { type: 'array', items: { type: 'string', enum: keys }, uniqueItems: true };
    case 'phone':
      return { type: 'string', maxLength: 20 };
    case 'id':
      return { type: 'string', minLength: 18, maxLength: 18 };
    default:
      return assertNever(type);
  }
}
