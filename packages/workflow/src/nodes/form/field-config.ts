import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { FlowRole } from '../../definition/flow-definition.ts';
import { Key } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';
import { FieldType } from './view-schema.ts';

export { FieldType };

const Option = z.object({ key: Key, title: LocalText });

/** One field of a form: what a JSON schema of an object with plain properties can say, and who fills it in. */
export const FormField = z
  .object({
    key: explained(Key, text('字段名', 'Key')),
    type: explained(FieldType, text('类型', 'Type')),
    title: explained(LocalText, text('标题', 'Title')),
    help: explained(LocalText.nullable().default(null), text('填写说明', 'Help')),
    required: explained(z.boolean().default(true), text('必填', 'Required')),
    options: explained(z.array(Option).max(100).default([]), text('选项', 'Options'), text('单选和多选用。', 'Of choice and multi.')),
    min: explained(z.number().nullable().default(null), text('最小值', 'Minimum')),
    max: explained(z.number().nullable().default(null), text('最大值', 'Maximum')),
    minLength: explained(z.number().int().min(0).max(2_000).default(0), text('最少字数', 'Least characters')),
    maxLength: explained(z.number().int().min(1).max(2_000).default(200), text('最多字数', 'Most characters')),
    unit: explained(LocalText.nullable().default(null), text('单位', 'Unit')),
    /** Shown, and required, only while another field has one of these values. */
    showWhen: explained(
      z
        .object({
          field: Key,
          in: z
            .array(z.union([z.string().max(200), z.number(), z.boolean()]))
            .min(1)
            .max(50),
        })
        .nullable()
        .default(null),
      text('显示条件', 'Shown when'),
      text('只有当另一字段取这些值之一时才出现。', 'Only while another field has one of these values.'),
    ),
    initial: explained(
      z
        .union([z.string().max(2_000), z.number(), z.boolean(), z.array(z.string().max(64)).max(100)])
        .nullable()
        .default(null),
      text('预填', 'Filled in before'),
      text('可用以“=”开头的表达式引用变量。', 'May be an expression on variables, beginning with “=”.'),
    ),
    editableBy: explained(
      z
        .array(FlowRole.extract(['customer', 'agent', 'guest']))
        .max(3)
        .default(['customer', 'agent']),
      text('谁可以填写', 'Who fills it in'),
      text('为空表示只读。', 'Nobody: it can only be read.'),
    ),
    visibleTo: explained(
      z
        .array(FlowRole.extract(['customer', 'agent', 'guest']))
        .min(1)
        .max(3)
        .default(['customer', 'agent']),
      text('谁可以看到', 'Who sees it'),
    ),
  })
  .refine(
    ({ type, options }) => (type === 'choice' || type === 'multi') === options.length > 0,
    'choice and multi have options, others none',
  )
  .refine(({ min, max }) => typeof min !== 'number' || typeof max !== 'number' || min <= max, 'the minimum is not above the maximum')
  .refine(({ editableBy, visibleTo }) => editableBy.every((role) => visibleTo.includes(role)), 'whoever fills it in sees it');
export type FormField = z.infer<typeof FormField>;

/** What a field can hold. */
export const FieldValue = z.union([z.string().max(2_000), z.number(), z.boolean(), z.array(z.string().max(64)).max(100), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;
