import { z } from 'zod';
import { RetentionStart } from '../facts.ts';
import { defineEvaluator, found, text } from './evaluator.ts';

/** It is settled how long the recording is kept, and that is long enough. */
export const retentionKnown = defineEvaluator({
  parameters: z.object({
    from: RetentionStart,
    minMonths: z.number().int().positive(),
  }),
  needs: () => ['retention'] as const,
  evaluate: ({ retention: { also = [], ...main } }, { from, minMonths }) => {
    const known = [main, ...also].flatMap(({ months, from: start }) => (months === null ? [] : [{ start, months }]));
    if (known.length === 0) return found('not_evaluated', text('保存期限没有写明。', 'How long it is kept is not said.'));
    // Months after the recording say nothing of months after the product's end, which nobody knows yet.
    const counted = known.filter(({ start }) => start === from || from === 'recorded');
    if (counted.length === 0) return found('fail', text('保存期限的起算日不符。', 'The time it is kept for begins with another event.'));
    const months = Math.max(...counted.map((period) => period.months));
    if (months < minMonths)
      return found(
        'fail',
        text(`保存 ${months} 个月，应不少于 ${minMonths} 个月。`, `Kept for ${months} months; ${minMonths} are asked for.`),
      );
    return found('pass', text(`保存 ${months} 个月。`, `Kept for ${months} months.`));
  },
});
