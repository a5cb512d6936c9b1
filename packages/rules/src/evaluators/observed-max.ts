import { LiveCheck } from '@guichet/protocol';
import { z } from 'zod';
import type { LookFact, ObservationFact } from '../facts.ts';
import type { RuleMoment } from '../rule-result.ts';
import { OwnThresholds } from '../watch/pack-thresholds.ts';
import { CHECK_TEXTS, kindOfCheck } from './check-texts.ts';
import { defineEvaluator, found, text } from './evaluator.ts';
import { unionMs } from './gap-max.ts';
import { lengthMs, ofParty, ownTracks, Party, percent, seconds } from './party-tracks.ts';

const Ms = z.number().int().nonnegative();

/**
 * What was seen or heard wrong on the tracks of the parties stays within limits: each time, and altogether as a share of what was looked at. Where too
 * little was looked at nothing passes, and `clean` says what it means that nothing was found: some things no machine can rule out.
 */
export const observedMax = defineEvaluator({
  parameters: z.object({
    parties: z.array(Party).min(1).max(5),
    checks: z.array(LiveCheck).min(1),
    eachMs: Ms,
    maxShare: z.number().min(0).max(1),
    /** Up to here it is not even worth a warning. */
    ignoreMs: Ms.default(0),
    minLookedShare: z.number().gt(0).max(1).default(0.9),
    otherwise: z.enum(['fail', 'warn']).default('fail'),
    clean: z.enum(['pass', 'not_evaluated']).default('pass'),
    /** From when on something counts as wrong, where it is to be otherwise than by default. Facts were gathered by it; nothing is judged by it here. */
    watch: OwnThresholds.optional(),
  }),
  needs: () => ['looks', 'observations', 'tracks'] as const,
  evaluate: ({ looks, observations, tracks }, { parties, checks, eachMs, maxShare, ignoreMs, minLookedShare, otherwise, clean }) => {
    const asked = parties.flatMap((party) =>
      checks.flatMap((check) => {
        const theirs = ofParty(ownTracks(tracks, kindOfCheck(check)), party);
        if (theirs.length === 0) return [];
        const ids = new Set(theirs.map(({ trackId }) => trackId));
        const of = <Each extends LookFact | ObservationFact>(all: readonly Each[]): Each[] =>
          all.filter((one) => one.check === check && one.trackId !== null && ids.has(one.trackId));
        const lookedMs = of(looks).reduce((sum, one) => sum + one.lookedMs, 0);
        const seen = of(observations).filter(({ fromMs, untilMs }) => untilMs - fromMs > ignoreMs);
        return [{ party, check, seen, lookedMs, isLooked: lookedMs >= minLookedShare * lengthMs(theirs) }];
      }),
    );
    const moments = asked.flatMap(({ party, check, seen }) => seen.map((one) => toMoment(one, party, check)));
    const over = asked.filter(({ seen, lookedMs }) => {
      const longest = Math.max(0, ...seen.map(({ fromMs, untilMs }) => untilMs - fromMs));
      const total = unionMs(seen.map(({ fromMs, untilMs }) => ({ fromMs, toMs: untilMs })));
      return longest > eachMs || (total > 0 && total > maxShare * lookedMs);
    });
    const named = (ones: typeof asked, language: 'zh-CN' | 'en') =>
      ones
        .map(({ party, check }) => `${party.title[language]}${language === 'en' ? ': ' : ''}${CHECK_TEXTS[check][language]}`)
        .join(language === 'en' ? '; ' : '、');
    if (over.length > 0)
      return found(
        otherwise,
        text(
          `${named(over, 'zh-CN')}，单次超过 ${seconds(eachMs)} 秒或合计超过 ${percent(maxShare)}。`,
          `${named(over, 'en')}; for more than ${seconds(eachMs)} s at once, or ${percent(maxShare)} altogether.`,
        ),
        moments,
      );
    const strangers = checks.some((check) => ownTracks(tracks, kindOfCheck(check)).some(({ role }) => role === null));
    if (strangers) return found('not_evaluated', text('有的轨道不知道是谁的。', 'Nobody knows whose some of the tracks are.'), moments);
    const blind = asked.filter(({ isLooked }) => !isLooked);
    if (asked.length === 0 || blind.length > 0)
      return found(
        'not_evaluated',
        text('没有检查或没有查完画面、声音。', 'Picture or sound was not looked at, or not all of it.'),
        moments,
      );
    if (moments.length > 0)
      return found('warn', text(`有 ${moments.length} 处，均在限度之内。`, `Seen, all within the limits: ${moments.length}.`), moments);
    if (clean === 'not_evaluated')
      return found(
        'not_evaluated',
        text('未发现迹象，但机器不能排除，请人工查看。', 'No sign of it; no machine can rule it out, so a person looks.'),
      );
    return found('pass', text('没有发现。', 'Nothing of the kind was found.'));
  },
});

function toMoment({ fromMs, untilMs, trackId, engine, confidence }: ObservationFact, { title }: Party, check: LiveCheck): RuleMoment {
  return {
    atMs: Math.max(0, fromMs),
    untilMs: Math.max(0, untilMs),
    label: text(`${title['zh-CN']}：${CHECK_TEXTS[check]['zh-CN']}`, `${title.en}: ${CHECK_TEXTS[check].en}`),
    ...(trackId === null ? {} : { trackId }),
    engine,
    ...(confidence === null ? {} : { confidence }),
  };
}
