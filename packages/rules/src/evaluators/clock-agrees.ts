import { z } from 'zod';
import { defineEvaluator, found, text } from './evaluator.ts';
import { seconds } from './party-tracks.ts';

/** The recorder's clock, which stands in the picture and on the timeline, and the counter's, which stands in the log, say the same time. */
export const clockAgrees = defineEvaluator({
  parameters: z.object({ maxOffsetMs: z.number().int().positive(), minReports: z.number().int().positive() }),
  needs: () => ['clock'] as const,
  evaluate: ({ clock: { offsetMs, reports } }, { maxOffsetMs, minReports }) => {
    if (Math.abs(offsetMs) > maxOffsetMs)
      return found(
        'fail',
        text(
          `录制时钟与系统时钟相差 ${seconds(offsetMs)} 秒。`,
          `The recorder’s clock and the counter’s are ${seconds(offsetMs)} s apart.`,
        ),
      );
    if (reports < minReports)
      return found('not_evaluated', text('时钟对照次数不足。', 'The clocks were held against one another too seldom.'));
    return found('pass', text(`两个时钟相差不超过 ${seconds(maxOffsetMs)} 秒。`, `The clocks agree to within ${seconds(maxOffsetMs)} s.`));
  },
});
