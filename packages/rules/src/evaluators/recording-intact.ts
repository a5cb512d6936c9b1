import { z } from 'zod';
import { defineEvaluator, found, text } from './evaluator.ts';

/** The journal could be read to its end and is complete in the store. */
export const recordingIntact = defineEvaluator({
  parameters: z.object({}),
  needs: () => ['journal'] as const,
  evaluate: ({ journal: { damaged, complete } }) => {
    if (damaged > 0) return found('fail', text(`录制日志有 ${damaged} 处损坏。`, `Places in which the journal is damaged: ${damaged}.`));
    if (!complete) return found('fail', text('录制日志没有全部入库。', 'Not all of the journal is in the store.'));
    return found('pass', text('录制日志完整。', 'The journal is whole.'));
  },
});
