import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { FlowRole } from '../../definition/flow-definition.ts';
import type { NodeManifest } from '../node-type.ts';
import { Key, OWN_KEYS, haveOwnKeys } from '../shared/fields.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { takeOverAction, takeOverField } from '../shared/take-over.ts';
import { explained, text } from '../shared/text.ts';
import { FieldValue, FormField } from './field-config.ts';

export const FormConfig = z.object({
  title: explained(LocalText.nullable().default(null), text('标题', 'Title')),
  fields: explained(
    z
      .array(FormField)
      .min(1)
      .max(60)
      .refine(haveOwnKeys, OWN_KEYS)
      .refine((fields) => fields.every(({ key, showWhen }) => !showWhen || earlier(fields, key).includes(showWhen.field)), {
        message: 'a condition looks at a field that stands before',
      }),
    text('字段', 'Fields'),
  ),
  submitBy: explained(
    z
      .array(FlowRole.extract(['customer', 'agent', 'guest']))
      .min(1)
      .max(3)
      .default(['customer', 'agent']),
    text('谁可以提交', 'Who hands it in'),
  ),
  mayTakeOver: takeOverField,
  needs: needsField(RECORDED),
});
export type FormConfig = z.infer<typeof FormConfig>;

function earlier(fields: readonly { readonly key: string }[], key: string): string[] {
  const keys = fields.map((field) => field.key);
  return keys.slice(0, keys.indexOf(key));
}

export const EditInput = z.object({ field: Key, value: FieldValue });

export const formManifest: NodeManifest<FormConfig> = {
  type: 'form',
  title: text('共同填单', 'Form'),
  description: text(
    '客户与坐席同时填写一张表单，每项内容留下填写人和时间。',
    'Customer and agent fill in one form together; each field keeps who wrote it and when.',
  ),
  icon: 'forms',
  category: 'documents',
  config: FormConfig,
  outputs: {
    values: { type: 'object', personal: true, title: text('填写内容', 'Values') },
    authors: { type: 'object', title: text('各项填写人', 'Who wrote what') },
  },
  ports: () => ['done'],
  actors: ({ fields, submitBy }) => [...new Set([...submitBy, ...fields.flatMap(({ editableBy }) => editableBy ?? [])])],
  needs: ({ needs }) => needs,
  actions: {
    edit: { roles: ['customer', 'agent', 'guest'], input: EditInput, personal: true },
    take_over: takeOverAction,
    submit: { roles: ['customer', 'agent', 'guest'], input: z.null() },
  },
  waits: true,
};
