import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { TakeOverView } from '../shared/take-over-view.ts';
import { TitledView } from '../shared/titled-view.ts';

/** What a question shows to everybody … */
export const QuestionView = TakeOverView.extend({
  question: LocalText,
  mode: z.enum(['tapped', 'spoken', 'either']),
  choices: z.array(TitledView),
  mayTap: z.boolean(),
  mayNote: z.boolean(),
  /** How often it has been asked, with this time. */
  asked: z.number(),
});

/** … and to staff, who see what each answer leads to. */
export const QuestionStaffView = QuestionView.extend({
  choices: z.array(TitledView.extend({ class: z.enum(['expected', 'other', 'refused']) })),
  rule: z.string().nullable(),
  asksLeft: z.number(),
});
export type QuestionStaffView = z.infer<typeof QuestionStaffView>;
