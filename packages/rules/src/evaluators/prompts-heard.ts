import { z } from 'zod';
import { defineEvaluator, found, text } from './evaluator.ts';
import { percent } from './party-tracks.ts';

/** Every line of the virtual agent's is in the recorded sound, sample by sample as it was made: it was played, and to its end. */
export const promptsHeard = defineEvaluator({
  parameters: z.object({
    /** Share of a line that has to be found; below `failBelow` it fails, between the two it warns. */
    minHeard: z.number().gt(0).max(1),
    failBelow: z.number().gt(0).max(1),
    /** How alike the sounds have to be, or it warns: of a short line that was cut off all of it may seem to be there. */
    minScore: z.number().min(0).max(1).default(0),
  }),
  needs: () => ['lines'] as const,
  evaluate: ({ lines }, { minHeard, failBelow, minScore }) => {
    const spoken = lines.flatMap((line) => (line.by === 'virtual_agent' && line.ticked !== null ? [{ line, ticked: line.ticked }] : []));
    if (spoken.length === 0) return found('not_evaluated', text('没有数字人说的话。', 'The virtual agent said nothing.'));
    const short = spoken.filter(({ line: { prompt } }) => prompt !== null && (prompt.heard < minHeard || prompt.score < minScore));
    const moments = short.flatMap(({ line: { line, prompt }, ticked }) =>
      prompt === null
        ? []
        : [
            {
              atMs: Math.max(0, prompt.heard > 0 ? prompt.atMs : ticked.atMs),
              untilMs: Math.max(0, prompt.heard > 0 ? prompt.untilMs : ticked.atMs),
              label: text(
                `话术 ${line}：录音中找到 ${percent(prompt.heard)}`,
                `Line ${line}: ${percent(prompt.heard)} of it is in the sound`,
              ),
              engine: prompt.engine,
              confidence: prompt.score,
            },
          ],
    );
    const missing = short.filter(({ line: { prompt } }) => prompt !== null && prompt.heard < failBelow);
    if (missing.length > 0)
      return found(
        'fail',
        text(`${missing.length} 条数字人话术没有播放完。`, `Lines of the virtual agent that were not played: ${missing.length}.`),
        moments,
      );
    if (spoken.some(({ line: { prompt } }) => prompt === null))
      return found('not_evaluated', text('没有在录音中查找数字人的话。', 'Nobody has looked for these lines in the sound.'), moments);
    if (short.length > 0)
      return found(
        'warn',
        text(`${short.length} 条数字人话术不完整。`, `Lines of the virtual agent of which a part is missing: ${short.length}.`),
        moments,
      );
    return found('pass', text('数字人的话都在录音中。', 'All that the virtual agent said is in the sound.'));
  },
});
