import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';
import { seconds } from './party-tracks.ts';

/** Every document stood before the customer for as long as its pages take to be read. */
export const documentsShown = defineEvaluator({
  parameters: z.object({ minMsPerPage: z.number().int().positive(), otherwise: z.enum(['fail', 'warn']).default('fail') }),
  needs: () => ['documents'] as const,
  evaluate: ({ documents }, { minMsPerPage, otherwise }) => {
    const done = documents.flatMap((document) =>
      document.finished === null ? [] : [{ document, shownMs: document.finished.atMs - document.shown.atMs }],
    );
    const hasty = done.filter(({ document: { pages }, shownMs }) => pages !== null && shownMs < pages * minMsPerPage);
    const moments = hasty.map(({ document: { shown, finished }, shownMs }) =>
      moment(shown, text(`仅展示 ${seconds(shownMs)} 秒`, `Shown for ${seconds(shownMs)} s`), finished?.atMs),
    );
    if (hasty.length > 0)
      return found(otherwise, text(`${hasty.length} 份文件展示时间不足。`, `Documents shown too briefly: ${hasty.length}.`), moments);
    if (done.length === 0 || done.length < documents.length || done.some(({ document: { pages } }) => pages === null))
      return found(
        'not_evaluated',
        text(
          '没有文件，或有文件没有看完、页数不明。',
          'There is no document, or one that was not finished or of which nobody knows how long it is.',
        ),
      );
    return found('pass', text('文件展示时间充足。', 'Documents were shown for long enough.'));
  },
});
