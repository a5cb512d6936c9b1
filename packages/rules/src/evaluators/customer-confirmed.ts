import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** The customer gave the expected answer in the end to every question that was put for this. */
export const customerConfirmed = defineEvaluator({
  parameters: z.object({
    rules: z.array(z.string().max(64)).min(1).nullable().default(null),
    segments: z.array(z.string().max(64)).min(1).nullable().default(null),
  }),
  needs: () => ['answers'] as const,
  evaluate: ({ answers }, { rules, segments }) => {
    const asked = answers.filter(
      ({ rule, segment }) =>
        (rules === null || (rule !== null && rules.includes(rule))) &&
        (segments === null || (segment !== null && segments.includes(segment))),
    );
    if (asked.length === 0) return found('fail', text('没有客户的明确回答。', 'The customer gave no answer.'));
    const last = [...Map.groupBy(asked, ({ node }) => node).values()].flatMap((ofNode) => ofNode.at(-1) ?? []);
    const moments = last.map((answer) =>
      moment(
        answer,
        answer.class === 'expected' ? text('客户确认', 'The customer confirmed') : text('未确认的回答', 'An answer that confirms nothing'),
      ),
    );
    if (last.some((answer) => answer.class !== 'expected'))
      return found('fail', text('客户最后的回答不是确认。', 'The customer’s last answer is not a confirmation.'), moments);
    return found('pass', text('客户已明确确认。', 'The customer confirmed.'), moments);
  },
});
