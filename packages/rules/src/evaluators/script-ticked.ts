import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** Lines that were to be read were ticked, slowly enough, and the customer said so where that was asked. That they were spoken, no tick proves. */
export const scriptTicked = defineEvaluator({
  parameters: z.object({
    /** Only lines that the flow says serve one of these rules; null: all. */
    rules: z.array(z.string().max(64)).min(1).nullable().default(null),
    segments: z.array(z.string().max(64)).min(1).nullable().default(null),
    tooFast: z.enum(['fail', 'warn']).default('warn'),
  }),
  needs: () => ['lines'] as const,
  evaluate: ({ lines }, { rules, segments, tooFast }) => {
    const asked = lines.filter(
      (line) =>
        (rules === null || (line.rule !== null && rules.includes(line.rule))) &&
        (segments === null || (line.segment !== null && segments.includes(line.segment))),
    );
    if (asked.length === 0) return found('not_evaluated', text('流程里没有为此标明的话术。', 'The flow names no lines for this.'));
    const label = (line: string) => text(`话术 ${line}`, `Line ${line}`);
    const unread = asked.filter(({ ticked }) => ticked === null);
    if (unread.length > 0)
      return found(
        'fail',
        text(`${unread.length} 条话术没有读完。`, `Lines that were not read: ${unread.length}.`),
        unread.map(({ entered, line }) => moment(entered, label(line))),
      );
    const unclear = asked.filter(({ acknowledgement }) => acknowledgement.asked && acknowledgement.given === null);
    if (unclear.length > 0)
      return found(
        'fail',
        text(`${unclear.length} 条话术客户没有表示清楚。`, `Lines that the customer did not say are clear: ${unclear.length}.`),
        unclear.map(({ ticked, entered, line }) => moment(ticked ?? entered, label(line))),
      );
    const ticks = asked.flatMap(({ line, ticked }) => (ticked === null ? [] : [{ line, ticked }]));
    const hasty = ticks.filter(({ ticked }) => ticked.tooFast);
    if (hasty.length > 0)
      return found(
        tooFast,
        text(`${hasty.length} 条话术打勾过快。`, `Lines ticked too fast: ${hasty.length}.`),
        hasty.map(({ ticked, line }) => moment(ticked, label(line))),
      );
    return found(
      'pass',
      text(`${asked.length} 条话术逐条读完。`, `Lines read, one by one: ${asked.length}.`),
      ticks.map(({ ticked, line }) => moment(ticked, label(line))),
    );
  },
});
