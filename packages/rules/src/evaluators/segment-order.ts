import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';
import { Chapter, ofChapter } from './segments-present.ts';

/** The chapters began in this order. One that is missing is another rule's affair; with fewer than two there is no order to look at. */
export const segmentOrder = defineEvaluator({
  parameters: z.object({ order: z.array(Chapter).min(2).max(20) }),
  needs: () => ['segments'] as const,
  evaluate: ({ segments }, { order }) => {
    const begun = order.flatMap((chapter) => {
      const [first] = ofChapter(segments, chapter).toSorted((a, b) => a.atMs - b.atMs);
      return first === undefined ? [] : [{ chapter, first }];
    });
    if (begun.length < order.length)
      return found('not_evaluated', text('环节不全，无法判断先后次序。', 'Not all parts are there, so their order cannot be judged.'));
    const moments = begun.map(({ chapter, first }) => moment(first, chapter.title, first.untilMs));
    const wrong = begun.find(({ first }, index) => index > 0 && first.atMs < (begun[index - 1]?.first.atMs ?? 0));
    if (wrong !== undefined) {
      const { title } = wrong.chapter;
      return found('fail', text(`“${title['zh-CN']}”早于应在其前的环节。`, `“${title.en}” came before what should precede it.`), moments);
    }
    return found('pass', text('环节次序正确。', 'The parts came in their order.'), moments);
  },
});
