import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

const RiskQuestionView = z.object({
  key: z.string(),
  text: LocalText,
  options: z.array(z.object({ key: z.string(), text: LocalText })),
  answer: z.string().nullable(),
});

/** What a risk assessment shows to the customer … */
export const RiskAssessmentView = z.object({
  phase: z.enum(['asking', 'result', 'care', 'care_told']),
  questions: z.array(RiskQuestionView),
  answered: z.number(),
  total: z.number(),
  level: z.string().nullable(),
  matched: z.boolean().nullable(),
  product: z.object({ name: LocalText, level: z.string() }),
  mayRedo: z.boolean(),
  care: LocalText.nullable(),
});
export type RiskAssessmentView = z.infer<typeof RiskAssessmentView>;

/** … and to staff. */
export const RiskAssessmentStaffView = RiskAssessmentView.extend({ version: z.string() });
export type RiskAssessmentStaffView = z.infer<typeof RiskAssessmentStaffView>;
