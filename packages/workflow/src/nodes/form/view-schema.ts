import { FlowActorRole, LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { TakeOverView } from '../shared/take-over-view.ts';

export const FieldType = z.enum(['text', 'number', 'date', 'choice', 'multi', 'boolean', 'amount', 'phone', 'id']);

const ShownValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
/** What stands in a field. */
export type ShownValue = z.infer<typeof ShownValue>;

export const FormFieldView = z.object({
  key: z.string(),
  type: FieldType,
  title: LocalText,
  help: LocalText.nullable(),
  required: z.boolean(),
  options: z.array(z.object({ key: z.string(), title: LocalText })),
  maxLength: z.number(),
  unit: LocalText.nullable(),
  /** Somebody else fills it in, or nobody. */
  locked: z.boolean(),
  value: ShownValue,
  /** Who wrote it and when; null while nobody has. */
  by: FlowActorRole.nullable(),
  at: z.number().nullable(),
  error: LocalText.nullable(),
});
export type FormFieldView = z.infer<typeof FormFieldView>;

/** What a form shows to each of its sides. */
export const FormView = TakeOverView.extend({
  title: LocalText.nullable(),
  fields: z.array(FormFieldView),
  /** Where somebody has written last. */
  last: z.object({ field: z.string(), by: FlowActorRole, atMs: z.number() }).nullable(),
  /** Fields that are not right yet. */
  left: z.number(),
  complete: z.boolean(),
  maySubmit: z.boolean(),
});
export type FormView = z.infer<typeof FormView>;
