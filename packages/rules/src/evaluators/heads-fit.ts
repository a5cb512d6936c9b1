import { z } from 'zod';
import { defineEvaluator, found, text } from './evaluator.ts';

/** What was signed of log and journal while the session ran is still what is there: nothing of it was changed since. */
export const headsFit = defineEvaluator({
  parameters: z.object({ minSigned: z.number().int().positive().default(1), minStamped: z.number().int().nonnegative().default(0) }),
  needs: () => ['heads'] as const,
  evaluate: ({ heads: { signed, stamped, fitting } }, { minSigned, minStamped }) => {
    if (fitting < signed)
      return found(
        'fail',
        text(`${signed - fitting} 个签名链头与现有记录不符。`, `Signed heads that do not fit what is there: ${signed - fitting}.`),
      );
    if (signed < minSigned || stamped < minStamped)
      return found('not_evaluated', text('签名或时间戳数量不足。', 'Too few heads were signed, or time-stamped.'));
    return found('pass', text(`${signed} 个签名链头均相符。`, `Signed heads that fit: ${signed}.`));
  },
});
