import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Key, OWN_KEYS, Reference, haveOwnKeys } from '../shared/fields.ts';
import { needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

/** By a value that is a key: what it is called. */
const Words = z.record(z.string().regex(/^[\w-]{1,64}$/), LocalText);

export const TaskConfig = z.object({
  title: explained(LocalText, text('任务', 'Task')),
  checkedBy: explained(
    z.enum(['checker', 'supervisor']).default('checker'),
    text('复核角色', 'Role that decides'),
    text('必须是经办人以外的另一人。', 'Another person than the maker, always.'),
  ),
  skill: explained(Reference.nullable().default(null), text('技能组', 'Skill')),
  show: explained(
    z
      .array(z.object({ key: Key, title: LocalText, value: z.json(), words: Words.default({}) }))
      .max(30)
      .default([])
      .refine(haveOwnKeys, OWN_KEYS),
    text('给复核人看的内容', 'What the checker sees'),
    text(
      '值可用以“=”开头的表达式；“words”是选项键对应的文字。',
      'Values may be expressions, beginning with “=”; “words” say what the key of an answer is called.',
    ),
  ),
  returns: explained(
    z.boolean().default(false),
    text('可以退回修改', 'Can be returned'),
    text('多一个“退回”出口。', 'Adds a way back for correction.'),
  ),
  needs: needsField([]),
});
export type TaskConfig = z.infer<typeof TaskConfig>;

export const SubmitTaskInput = z.object({ note: z.string().trim().max(1_000).default('') });
export const DecideInput = z.object({
  decision: z.enum(['approved', 'rejected', 'returned']),
  note: z.string().trim().max(1_000).default(''),
});

export const taskManifest: NodeManifest<TaskConfig> = {
  type: 'task',
  title: text('复核任务', 'Task'),
  description: text('经办人提交，另一人按角色复核决定。', 'One person submits, another of the named role decides.'),
  icon: 'user-check',
  category: 'decisions',
  config: TaskConfig,
  outputs: {
    decision: { type: 'string', title: text('决定', 'Decision') },
    makerId: { type: 'string', title: text('经办人', 'Maker') },
    checkerId: { type: 'string', title: text('复核人', 'Checker') },
    note: { type: 'string', personal: true, title: text('意见', 'Note') },
  },
  ports: ({ returns }) => (returns ? ['approved', 'rejected', 'returned'] : ['approved', 'rejected']),
  actors: ({ checkedBy }) => ['agent', checkedBy],
  needs: ({ needs }) => needs,
  actions: {
    submit: { roles: ['agent'], input: SubmitTaskInput, personal: true },
    decide: { roles: ['checker', 'supervisor'], input: DecideInput, personal: true },
  },
  waits: true,
};
