import { z } from 'zod';
import type { LineFact } from '../facts.ts';
import { defineEvaluator, found, text } from './evaluator.ts';
import { seconds } from './party-tracks.ts';

/** Whoever was to read a line spoke while it was its turn. That they said these words, no measure of speech can tell. */
export const scriptHeard = defineEvaluator({
  parameters: z.object({
    /** Share of the least time that reading a line takes. */
    minShare: z.number().gt(0).max(1),
    /** Where a flow names no least time. */
    minSpeechMs: z.number().int().positive(),
    otherwise: z.enum(['fail', 'warn']).default('fail'),
  }),
  needs: () => ['lines'] as const,
  evaluate: ({ lines }, { minShare, minSpeechMs, otherwise }) => {
    const asked = lines.filter(({ by, ticked }) => by !== 'virtual_agent' && ticked !== null);
    if (asked.length === 0) return found('not_evaluated', text('没有由人读的话术。', 'There are no lines that a person read.'));
    const needed = ({ minMs }: LineFact) => Math.max(minSpeechMs, minShare * minMs);
    const mute = asked.filter((line) => line.heard !== null && line.heard.speechMs < needed(line));
    const moments = mute.flatMap(({ line, heard }) =>
      heard === null
        ? []
        : [
            {
              atMs: Math.max(0, heard.fromMs),
              untilMs: Math.max(0, heard.untilMs),
              label: text(`话术 ${line}：说话 ${seconds(heard.speechMs)} 秒`, `Line ${line}: ${seconds(heard.speechMs)} s of speech`),
            },
          ],
    );
    if (mute.length > 0)
      return found(
        otherwise,
        text(`${mute.length} 条话术打勾时几乎没有人说话。`, `Lines ticked while hardly anybody spoke: ${mute.length}.`),
        moments,
      );
    if (asked.some(({ heard }) => heard === null))
      return found('not_evaluated', text('没有测量读话术时的声音。', 'The sound while lines were read was not measured.'));
    return found('pass', text('读每条话术时都有说话声。', 'There is speech for every line.'));
  },
});
