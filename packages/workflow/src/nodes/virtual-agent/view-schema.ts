import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { TitledView } from '../shared/titled-view.ts';

const SpokenLineView = z.object({
  key: z.string(),
  text: LocalText,
  /** `again`: asks for the line once more. Which answer is the expected one is not told. */
  choices: z.array(TitledView.extend({ again: z.boolean() })),
});

/** What the virtual agent's step shows to the customer … */
export const VirtualAgentView = z.object({
  /** That what is seen and heard is generated. */
  label: LocalText,
  number: z.number(),
  total: z.number(),
  state: z.enum(['speaking', 'waiting']),
  line: SpokenLineView.nullable(),
  mayAnswer: z.boolean(),
  mayAskPerson: z.boolean(),
});

/** … and to staff. */
export const VirtualAgentStaffView = VirtualAgentView.extend({
  line: SpokenLineView.extend({
    choices: z.array(TitledView.extend({ class: z.enum(['expected', 'repeat', 'refused']) })),
    rule: z.string().nullable(),
  }).nullable(),
});
