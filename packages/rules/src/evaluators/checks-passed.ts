import { z } from 'zod';
import { CheckFact } from '../facts.ts';
import { defineEvaluator, found, isBefore, moment, text } from './evaluator.ts';

const Check = CheckFact.shape.check;
export const CHECK_TITLES = {
  identity_document: text('证件核验', 'identity document'),
  liveness: text('活体检测', 'liveness'),
  face_match: text('人证比对', 'face match'),
} as const;

/** The last result of each check is `pass`, and came before the chapter that builds on it. */
export const checksPassed = defineEvaluator({
  parameters: z.object({ checks: z.array(Check).min(1), beforeSegments: z.array(z.string().max(64)).min(1).nullable().default(null) }),
  needs: ({ beforeSegments }) => (beforeSegments === null ? ['checks'] : ['checks', 'segments']) as ('checks' | 'segments')[],
  evaluate: ({ checks, segments }, { checks: asked, beforeSegments }) => {
    const last = asked.map((check) => ({ check, made: checks.findLast((made) => made.check === check) }));
    const moments = last.flatMap(({ check, made }) => (made === undefined ? [] : [moment(made, CHECK_TITLES[check])]));
    const named = (ones: readonly { readonly check: z.infer<typeof Check> }[], language: 'zh-CN' | 'en') =>
      ones.map(({ check }) => CHECK_TITLES[check][language]).join(language === 'en' ? ', ' : '、');
    const missing = last.filter(({ made }) => made === undefined);
    if (missing.length > 0)
      return found('fail', text(`没有做：${named(missing, 'zh-CN')}。`, `Was not done: ${named(missing, 'en')}.`), moments);
    const failed = last.filter(({ made }) => made?.decision === 'fail');
    if (failed.length > 0)
      return found('fail', text(`未通过：${named(failed, 'zh-CN')}。`, `Did not pass: ${named(failed, 'en')}.`), moments);
    const open = last.filter(({ made }) => made?.decision !== 'pass');
    if (open.length > 0)
      return found('not_evaluated', text(`没有结果：${named(open, 'zh-CN')}。`, `Without a result: ${named(open, 'en')}.`), moments);
    const begun = segments?.find(({ segment }) => beforeSegments?.includes(segment) === true);
    const late = begun === undefined ? [] : last.filter(({ made }) => made !== undefined && !isBefore(made, begun));
    if (late.length > 0)
      return found('fail', text(`做得太晚：${named(late, 'zh-CN')}。`, `Was done too late: ${named(late, 'en')}.`), moments);
    return found('pass', text('核验均已通过。', 'All checks passed.'), moments);
  },
});
