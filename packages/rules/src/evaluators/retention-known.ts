import { z } from 'zod';
import { defineEvaluator, found, text } from './evaluator.ts';

/** It is settled how long the recording is kept, and that is long enough. */
export const retentionKnown = defineEvaluator({
  parameters: z.object({
    from: z.enum(['recorded', 'product_end', 'contract_end']),
    minMonths: z.number().int().positive(),
  }),
  needs: () => ['retention'] as const,
  evaluate: ({ retention }, { from, minMonths }) => {
    if (retention.months === null) return found('not_evaluated', text('保存期限没有写明。', 'How long it is kept is not said.'));
    // Months after the recording say nothing of months after the product's end, which nobody knows yet.
    if (retention.from !== from && from !== 'recorded')
      return found('fail', text('保存期限的起算日不符。', 'The time it is kept for begins with another event.'));
    if (retention.months < minMonths)
      return found(
        'fail',
        text(
          `保存 ${retention.months} 个月，应不少于 ${minMonths} 个月。`,
          `Kept for ${retention.months} months; ${minMonths} are asked for.`,
        ),
      );
    return found('pass', text(`保存 ${retention.months} 个月。`, `Kept for ${retention.months} months.`));
  },
});
