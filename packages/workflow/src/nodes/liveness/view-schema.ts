import { z } from 'zod';
import { TitledView } from '../shared/titled-view.ts';

/** What a check of presence shows to everybody … */
export const LivenessView = z.object({
  current: TitledView.nullable(),
  number: z.number(),
  total: z.number(),
  round: z.number(),
});

/** … and to staff. */
export const LivenessStaffView = LivenessView.extend({
  attemptsLeft: z.number(),
  mayConfirm: z.boolean(),
  hint: z.object({ engine: z.string(), decision: z.enum(['pass', 'fail', 'not_evaluated']), confidence: z.number().nullable() }).nullable(),
  rejections: z.array(TitledView),
});
