import { z } from 'zod';
import { FactRole } from '../facts.ts';
import { defineEvaluator, found, text } from './evaluator.ts';

const Ms = z.number().int().nonnegative();

/** What was not recorded is short: each gap, and all of them together. Gaps of parties that the rule does not name don't count. */
export const gapMax = defineEvaluator({
  parameters: z.object({
    roles: z.array(FactRole).min(1),
    kinds: z.array(z.enum(['audio', 'video'])).min(1),
    eachMs: Ms,
    totalMs: Ms,
    /** Gaps up to here are not even worth a warning. */
    ignoreMs: Ms.default(0),
  }),
  needs: () => ['gaps', 'tracks'] as const,
  evaluate: ({ gaps }, { roles, kinds, eachMs, totalMs, ignoreMs }) => {
    const counted = gaps.filter(
      ({ trackId, role, kind, fromMs, toMs }) =>
        toMs - fromMs > ignoreMs &&
        (trackId === null || ((role === null || roles.includes(role)) && (kind === null || kinds.includes(kind)))),
    );
    const lostMs = unionMs(counted);
    const longest = Math.max(0, ...counted.map(({ fromMs, toMs }) => toMs - fromMs));
    const moments = counted.map(({ fromMs, toMs }) => ({
      atMs: Math.max(0, fromMs),
      untilMs: Math.max(0, toMs),
      label: text(`中断 ${seconds(toMs - fromMs)} 秒`, `Nothing recorded for ${seconds(toMs - fromMs)} s`),
    }));
    if (longest > eachMs || lostMs > totalMs)
      return found(
        'fail',
        text(
          `中断最长 ${seconds(longest)} 秒、合计 ${seconds(lostMs)} 秒，超过 ${seconds(eachMs)} 秒和 ${seconds(totalMs)} 秒的限度。`,
          `The longest gap is ${seconds(longest)} s, all together ${seconds(lostMs)} s; allowed are ${seconds(eachMs)} s and ${seconds(totalMs)} s.`,
        ),
        moments,
      );
    if (counted.length > 0)
      return found('warn', text(`有 ${counted.length} 处中断，均在限度之内。`, `Gaps, all within the limits: ${counted.length}.`), moments);
    return found('pass', text('没有中断。', 'There are no gaps.'));
  },
});

/** Stretches that overlap count once. */
export function unionMs(stretches: readonly { readonly fromMs: number; readonly toMs: number }[]): number {
  let [total, end] = [0, -Infinity];
  for (const { fromMs, toMs } of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    total += Math.max(0, toMs - Math.max(fromMs, end));
    end = Math.max(end, toMs);
  }
  return total;
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
