import { FlowActorRole, LocalText } from '@guichet/protocol';
import { z } from 'zod';

const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

const FormField = z.object({
  key: z.string(),
  type: z.enum(['text', 'number', 'date', 'choice', 'multi', 'boolean', 'amount', 'phone', 'id']),
  title: LocalText,
  help: LocalText.nullable(),
  required: z.boolean(),
  options: z.array(z.object({ key: z.string(), title: LocalText })),
  maxLength: z.number(),
  unit: LocalText.nullable(),
  /** Somebody else fills it in, or nobody. */
  locked: z.boolean(),
  value: FieldValue,
  /** Who wrote it and when; null while nobody has. */
  by: FlowActorRole.nullable(),
  at: z.number().nullable(),
  error: LocalText.nullable(),
});
export type FormField = z.infer<typeof FormField>;

export const View = z.object({
  title: LocalText.nullable(),
  fields: z.array(FormField),
  /** Where somebody has written last. */
  last: z.object({ field: z.string(), by: FlowActorRole, atMs: z.number() }).nullable(),
  complete: z.boolean(),
  maySubmit: z.boolean(),
});

export const isEmpty = (value: FieldValue) => value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Texts above this length get an area of their own. */
export const LONG = 300;
