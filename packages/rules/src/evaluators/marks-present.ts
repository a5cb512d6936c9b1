import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** Something that the flow notes took place: a notice to the elderly, a label on generated content. */
export const marksPresent = defineEvaluator({
  parameters: z.object({
    marks: z
      .array(z.object({ anyOf: z.array(z.string().max(64)).min(1), title: LocalText }))
      .min(1)
      .max(10),
    /** `warn` where whether it was needed hangs on something that no fact says. */
    otherwise: z.enum(['fail', 'warn']).default('fail'),
  }),
  needs: () => ['marks'] as const,
  evaluate: ({ marks }, { marks: asked, otherwise }) => {
    const seen = asked.map(({ anyOf, title }) => ({ title, made: marks.filter(({ mark }) => anyOf.includes(mark)) }));
    const moments = seen.flatMap(({ title, made }) => made.map((one) => moment(one, title)));
    const missing = seen.filter(({ made }) => made.length === 0);
    if (missing.length > 0)
      return found(
        otherwise,
        text(
          `没有记录：${missing.map(({ title }) => title['zh-CN']).join('、')}。`,
          `Nothing says that it took place: ${missing.map(({ title }) => title.en).join(', ')}.`,
        ),
        moments,
      );
    return found('pass', text('均有记录。', 'It took place.'), moments);
  },
});
