import { z } from 'zod';
import { CheckFact } from '../facts.ts';
import { CHECK_TITLES } from './checks-passed.ts';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** Where a person let a check of identity pass, an engine had said so too, by its own thresholds. */
export const engineAgrees = defineEvaluator({
  parameters: z.object({
    checks: z.array(CheckFact.shape.check).min(1),
    /** From 0 to 1, as the engine counts; null: its word is enough. */
    minConfidence: z.number().min(0).max(1).nullable().default(null),
    otherwise: z.enum(['fail', 'warn']).default('warn'),
  }),
  needs: () => ['checks'] as const,
  evaluate: ({ checks }, { checks: asked, minConfidence, otherwise }) => {
    const last = asked.map((check) => ({ check, made: checks.findLast((made) => made.check === check) }));
    const marked = last.map(({ check, made }) => ({ check, made, hint: made?.hint ?? null }));
    const against = marked.filter(
      ({ made, hint }) =>
        made?.decision === 'pass' &&
        hint !== null &&
        (hint.decision === 'fail' ||
          (hint.decision === 'pass' && minConfidence !== null && hint.confidence !== null && hint.confidence < minConfidence)),
    );
    const moments = against.flatMap(({ check, made, hint }) =>
      made === undefined || hint === null
        ? []
        : [
            {
              ...moment(made, CHECK_TITLES[check]),
              engine: hint.engine,
              ...(hint.confidence === null ? {} : { confidence: hint.confidence }),
            },
          ],
    );
    if (against.length > 0)
      return found(otherwise, text('引擎的结论与人工决定不一致。', 'An engine said otherwise than the person who decided.'), moments);
    const isClear = ({ made, hint }: (typeof marked)[number]): boolean =>
      made?.decision === 'pass' && hint?.decision === 'pass' && (minConfidence === null || hint.confidence !== null);
    if (!marked.every(isClear))
      return found('not_evaluated', text('有核验没有引擎结论。', 'Of some checks there is no word of an engine.'));
    return found('pass', text('引擎与人工结论一致。', 'Engines and people came to the same.'));
  },
});
