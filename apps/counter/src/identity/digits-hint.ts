import type { ChallengeVerdict, LivenessFrame } from '@guichet/identity/pool';
import type { CheckHint } from '@guichet/workflow';
import type { HeardSpan } from './hear-signs.ts';
import { fact, livenessHint } from './hints.ts';

interface Read {
  readonly challenge: string;
  readonly verdict: ChallengeVerdict;
  readonly frames: readonly LivenessFrame[];
  readonly image: string | null;
  readonly heard: HeardSpan;
}
type Judged = Pick<CheckHint, 'decision' | 'reason'>;

const HEARD = {
  no_sound: { decision: 'not_evaluated', reason: 'no_sound' },
  silent: { decision: 'fail', reason: 'silent' },
  heard: { decision: 'not_evaluated', reason: 'heard' },
  unsure: { decision: 'not_evaluated', reason: 'unsure_words' },
  engine_away: { decision: 'not_evaluated', reason: 'words_away' },
  other: { decision: 'fail', reason: 'other_digits' },
} as const satisfies Record<string, Judged>;

/** What was seen and heard while digits were read aloud, as one finding. What speaks against the face comes first, then what was said, then who said it. */
export function digitsHint({ challenge, verdict, frames, image, heard }: Read): CheckHint {
  const seen = livenessHint({ challenge, verdict, frames, image });
  const { engine } = heard;
  return {
    ...(seen ?? { engine: 'guichet', engineVersion: '1', confidence: null, fields: [] }),
    ...judgeDigits(verdict, heard.heard),
    fields: [
      ...(seen?.fields ?? []),
      fact(`${challenge}.heard`, heard.heard),
      ...(heard.fromMs === null
        ? []
        : [fact(`${challenge}.from_ms`, String(heard.fromMs)), fact(`${challenge}.until_ms`, String(heard.untilMs))]),
      ...(engine === null ? [] : [fact(`${challenge}.speech_engine`, `${engine.name} ${engine.version}`)]),
    ],
  };
}

export function judgeDigits({ decision, reason }: Pick<ChallengeVerdict, 'decision' | 'reason'>, heard: HeardSpan['heard']): Judged {
  if (reason === 'several_people' || reason === 'face_changed') return { decision: 'fail', reason };
  if (heard !== 'said') return HEARD[heard];
  if (decision === 'pass') return { decision, reason: 'followed' };
  // The right digits were said, and nobody saw that this mouth said them.
  return reason === 'not_followed' ? { decision: 'not_evaluated', reason: 'mouth_still' } : { decision, reason };
}
