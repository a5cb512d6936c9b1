import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Key, OWN_KEYS, haveOwnKeys } from '../shared/fields.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { takeOverAction, takeOverField } from '../shared/take-over.ts';
import { explained, text } from '../shared/text.ts';

export const AnswerClass = z.enum(['expected', 'other', 'refused']);

export const QuestionConfig = z.object({
  question: explained(LocalText, text('问题', 'Question')),
  mode: explained(
    z.enum(['tapped', 'spoken', 'either']).default('tapped'),
    text('回答方式', 'How it is answered'),
    text(
      '“口头”由坐席听取并记录；客户自己点选的回答优先。',
      'A spoken answer is heard and noted by the agent; what the customer taps stands before it.',
    ),
  ),
  choices: explained(
    z
      .array(
        z.object({
          key: Key,
          title: LocalText,
          class: explained(AnswerClass, text('归类', 'Class'), text('决定走哪个出口。', 'Decides where it leads.')),
        }),
      )
      .min(2)
      .max(8)
      .refine(haveOwnKeys, OWN_KEYS)
      .refine((choices) => choices.some((choice) => choice.class === 'expected'), 'one of the answers is the expected one'),
    text('选项', 'Choices'),
  ),
  maxAsks: explained(
    z.number().int().min(1).max(5).default(2),
    text('最多问几次', 'Asked at most'),
    text(
      '没有听清或回答不符合时再问；用完后走“其他”出口。',
      'Asked again when it was not clear or something else was said; after these it leads to “other”.',
    ),
  ),
  rule: explained(z.string().min(1).max(64).nullable().default(null), text('依据', 'Rule')),
  mayTakeOver: takeOverField,
  needs: needsField(RECORDED),
});
export type QuestionConfig = z.infer<typeof QuestionConfig>;

export const AnswerInput = z.object({ choice: Key });
export const NoteInput = z.object({
  /** Null: it was not understood. */
  choice: Key.nullable(),
  /** As it was heard, where that matters. */
  heard: z.string().trim().max(500).default(''),
});

export const questionManifest: NodeManifest<QuestionConfig> = {
  type: 'question',
  title: text('提问', 'Question'),
  description: text('向客户提问，客户点选或口头回答。', 'The customer is asked and answers by tapping or aloud.'),
  icon: 'help-circle',
  category: 'talk',
  config: QuestionConfig,
  outputs: {
    answer: { type: 'string', title: text('回答', 'Answer') },
    class: { type: 'string', title: text('归类', 'Class') },
    how: { type: 'string', title: text('回答方式', 'How it was answered') },
    heard: { type: 'string', personal: true, title: text('听到的原话', 'As it was heard') },
    asked: { type: 'number', title: text('问了几次', 'Times asked') },
  },
  ports: ({ choices, mode }) => {
    const classes = new Set(choices.map((choice) => choice.class));
    if (mode !== 'tapped') classes.add('other');
    return AnswerClass.options.filter((name) => classes.has(name));
  },
  actors: ({ mode }) => (mode === 'tapped' ? ['customer'] : ['customer', 'agent']),
  needs: ({ needs }) => needs,
  actions: {
    answer: { roles: ['customer'], input: AnswerInput },
    note: { roles: ['agent'], input: NoteInput, personal: true },
    take_over: takeOverAction,
    ask_again: { roles: ['agent'], input: z.null() },
  },
  waits: true,
};
