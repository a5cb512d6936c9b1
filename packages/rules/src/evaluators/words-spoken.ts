import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** What was to be said was said, word for word, as an engine heard it. Without an engine, and where it cannot tell, a person listens. */
export const wordsSpoken = defineEvaluator({
  parameters: z.object({ rules: z.array(z.string().max(64)).min(1).nullable().default(null) }),
  needs: () => ['lines'] as const,
  evaluate: ({ lines }, { rules }) => {
    const asked = lines.filter(
      ({ by, rule, ticked }) => by !== 'virtual_agent' && ticked !== null && (rules === null || (rule !== null && rules.includes(rule))),
    );
    const label = (line: string) => text(`话术 ${line}`, `Line ${line}`);
    const unsaid = asked.filter(({ words }) => words?.said === 'not_said');
    if (unsaid.length > 0)
      return found(
        'fail',
        text(`${unsaid.length} 条话术没有照读。`, `Lines that were not said: ${unsaid.length}.`),
        unsaid.map(({ line, ticked, entered, words }) => ({
          ...moment(ticked ?? entered, label(line)),
          ...(words === null ? {} : { engine: words.engine, ...(words.confidence === null ? {} : { confidence: words.confidence }) }),
        })),
      );
    const open = asked.filter(({ words }) => words?.said !== 'said');
    if (asked.length === 0 || open.length > 0)
      return found(
        'not_evaluated',
        text('没有可靠的语音识别结果，请人工听取。', 'No engine could tell which words were said; a person listens.'),
        open.map(({ line, ticked, entered }) => moment(ticked ?? entered, label(line))),
      );
    return found('pass', text('话术均照读。', 'All lines were said.'));
  },
});
