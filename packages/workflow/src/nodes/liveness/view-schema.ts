import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { TitledView } from '../shared/titled-view.ts';

/** What a check of presence shows to everybody … */
export const LivenessView = z.object({
  current: TitledView.nullable(),
  /** To be read aloud, where that is asked. */
  digits: z.string().nullable(),
  /** Nothing was heard the time before. */
  isUnheard: z.boolean().default(false),
  /** An engine did not see it followed, and the agent looks now. */
  isLookedAt: z.boolean().default(false),
  /** The time that an engine watches for it; null where none does, or none does any more. */
  seconds: z.number().nullable(),
  number: z.number(),
  total: z.number(),
  round: z.number(),
});

/** … and to staff. */
export const LivenessStaffView = LivenessView.extend({
  attemptsLeft: z.number(),
  mayConfirm: z.boolean(),
  hint: z.object({ engine: z.string(), decision: z.enum(['pass', 'fail', 'not_evaluated']), confidence: z.number().nullable() }).nullable(),
  /** What an engine found of each challenge of this round, in their order. */
  findings: z.array(
    z.object({ challenge: TitledView, decision: z.enum(['pass', 'fail', 'not_evaluated']), finding: LocalText.nullable() }),
  ),
  images: z.array(z.object({ what: z.string(), ref: z.string().nullable(), atMs: z.number() })),
  rejections: z.array(TitledView),
});
