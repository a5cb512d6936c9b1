import { LocalText } from '@guichet/protocol';
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
  locked: z.boolean(),
  value: FieldValue,
  by: z.string().nullable(),
  error: LocalText.nullable(),
});
export type FormField = z.infer<typeof FormField>;

/** What the counter says of a form to the customer. */
export const FormView = z.object({
  title: LocalText.nullable(),
  fields: z.array(FormField),
  last: z.object({ field: z.string(), by: z.string(), atMs: z.number() }).nullable(),
  left: z.number(),
  complete: z.boolean(),
  maySubmit: z.boolean(),
});
