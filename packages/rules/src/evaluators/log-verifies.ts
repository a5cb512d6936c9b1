import { z } from 'zod';
import { defineEvaluator, found, text } from './evaluator.ts';

/** The session's log is whole: numbers without a hole, every hash and every link right. */
export const logVerifies = defineEvaluator({
  parameters: z.object({}),
  needs: () => ['log'] as const,
  evaluate: ({ log }) => {
    if (log.verifies) return found('pass', text('日志链完整，未被改动。', 'The log is whole and unchanged.'));
    const at = log.brokenFrom ?? 1;
    return found('fail', text(`日志链从第 ${at} 条起不完整。`, `The log is broken from entry ${at} on.`));
  },
});
