import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { SegmentFact } from '../facts.ts';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** A chapter under any of the names that flows give it. */
export const Chapter = z.object({ anyOf: z.array(z.string().max(64)).min(1).max(10), title: LocalText });
export type Chapter = z.infer<typeof Chapter>;

export const ofChapter = (segments: readonly SegmentFact[], { anyOf }: Chapter): SegmentFact[] =>
  segments.filter(({ segment }) => anyOf.includes(segment));

/** Every one of the chapters took place, from its beginning to its end. */
export const segmentsPresent = defineEvaluator({
  parameters: z.object({ segments: z.array(Chapter).min(1).max(20) }),
  needs: () => ['segments'] as const,
  evaluate: ({ segments }, { segments: asked }) => {
    const seen = asked.map((chapter) => ({ chapter, all: ofChapter(segments, chapter) }));
    const missing = seen.filter(({ all }) => all.length === 0).map(({ chapter }) => chapter.title);
    const open = seen
      .filter(({ all }) => all.length > 0 && all.every(({ untilMs }) => untilMs === null))
      .map(({ chapter }) => chapter.title);
    const moments = seen.flatMap(({ chapter, all }) => all.map((part) => moment(part, chapter.title, part.untilMs)));
    if (missing.length > 0)
      return found('fail', text(`缺少环节：${listed(missing, 'zh-CN')}。`, `Parts that are missing: ${listed(missing, 'en')}.`), moments);
    if (open.length > 0)
      return found(
        'fail',
        text(`未完成的环节：${listed(open, 'zh-CN')}。`, `Parts that were not finished: ${listed(open, 'en')}.`),
        moments,
      );
    return found('pass', text('各环节齐全。', 'All parts are there.'), moments);
  },
});

const listed = (titles: readonly LocalText[], language: keyof LocalText): string =>
  titles.map((title) => title[language]).join(language === 'zh-CN' ? '、' : ', ');
