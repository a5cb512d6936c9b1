import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** Answers that were given aloud and noted by somebody else are what an engine heard as well. An engine alone proves nothing: where it heard otherwise, a person listens. */
export const answersHeard = defineEvaluator({
  parameters: z.object({}),
  needs: () => ['answers'] as const,
  evaluate: ({ answers }) => {
    const spoken = answers.filter(({ how }) => how === 'spoken');
    if (spoken.length === 0)
      return found('pass', text('没有由他人代记的口头回答。', 'No answer was given aloud and noted by somebody else.'));
    const label = text('口头回答', 'An answer aloud');
    const other = spoken.filter(({ heard }) => heard?.fits === 'other');
    if (other.length > 0)
      return found(
        'warn',
        text(`${other.length} 个口头回答与记录不一致。`, `Answers that an engine heard otherwise: ${other.length}.`),
        other.map((answer) => ({ ...moment(answer, label), ...(answer.heard === null ? {} : { engine: answer.heard.engine }) })),
      );
    const open = spoken.filter(({ heard }) => heard?.fits !== 'same');
    if (open.length > 0)
      return found(
        'not_evaluated',
        text('没有可靠的语音识别结果，请人工听取。', 'No engine could tell what was answered; a person listens.'),
        open.map((answer) => moment(answer, label)),
      );
    return found('pass', text('口头回答与记录一致。', 'What was answered aloud is what was noted.'));
  },
});
