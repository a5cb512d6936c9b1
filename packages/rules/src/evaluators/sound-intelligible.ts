import type { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { SoundFact } from '../facts.ts';
import { defineEvaluator, found, text } from './evaluator.ts';
import { lengthMs, ofParty, ownTracks, Party, seconds } from './party-tracks.ts';

interface Heard {
  readonly result: 'fail' | 'not_evaluated';
  readonly label: LocalText;
}

/** Each party speaks, and speech stands out from the noise. What was said is another question. */
export const soundIntelligible = defineEvaluator({
  parameters: z.object({
    parties: z.array(Party).min(1).max(5),
    minSpeechMs: z.number().int().nonnegative(),
    /** By how much speech stands out from what is always there, median over what is said. */
    minSnrDb: z.number().min(0).max(60),
    /** Speech softer than this is not heard from an ordinary loudspeaker. */
    minLevelDbfs: z.number().min(-90).max(0),
    /** Share of what is said that is overdriven. */
    maxClipped: z.number().min(0).max(1),
    minLookedShare: z.number().gt(0).max(1).default(0.9),
  }),
  needs: () => ['sound', 'tracks'] as const,
  evaluate: ({ sound, tracks }, { parties, minLookedShare, ...limits }) => {
    const microphones = ownTracks(tracks, 'audio');
    const asked = parties.flatMap((party) => {
      const theirs = ofParty(microphones, party);
      if (theirs.length === 0) return [];
      const ids = theirs.map(({ trackId }) => trackId);
      const heard = sound.filter(({ trackId }) => ids.includes(trackId));
      const lookedMs = heard.reduce((sum, one) => sum + one.lookedMs, 0);
      return [{ party, trackId: ids[0] ?? '', heard, isLooked: lookedMs >= minLookedShare * lengthMs(theirs) }];
    });
    const problems = asked.flatMap(({ party, heard, trackId, isLooked }) => {
      const what = isLooked
        ? judge(heard, limits)
        : { result: 'not_evaluated' as const, label: text('未测量声音', 'the sound was not measured') };
      return what === null ? [] : [{ ...what, party, trackId, engine: heard[0]?.engine }];
    });
    const moments = problems.map(({ party, label, trackId, engine }) => ({
      atMs: 0,
      label: text(`${party.title['zh-CN']}：${label['zh-CN']}`, `${party.title.en}: ${label.en}`),
      trackId,
      ...(engine === undefined ? {} : { engine }),
    }));
    if (problems.some(({ result }) => result === 'fail'))
      return found('fail', text('有一方的声音听不清。', 'A party cannot be heard well.'), moments);
    if (problems.length > 0 || asked.length < parties.length || microphones.some(({ role }) => role === null))
      return found('not_evaluated', text('有声音未能判断。', 'Some of the sound could not be judged.'), moments);
    return found('pass', text('各方声音均可听清。', 'Every party can be heard.'));
  },
});

interface Limits {
  readonly minSpeechMs: number;
  readonly minSnrDb: number;
  readonly minLevelDbfs: number;
  readonly maxClipped: number;
}

/** Of several tracks of one party (somebody came back) the one with most speech counts for how it sounds. */
function judge(heard: readonly SoundFact[], { minSpeechMs, minSnrDb, minLevelDbfs, maxClipped }: Limits): Heard | null {
  const speechMs = heard.reduce((sum, one) => sum + one.speechMs, 0);
  if (speechMs < minSpeechMs)
    return { result: 'fail', label: text(`说话仅 ${seconds(speechMs)} 秒`, `speaks for ${seconds(speechMs)} s only`) };
  const main = heard.toSorted((a, b) => b.speechMs - a.speechMs)[0];
  if (main === undefined || main.snrDb === null || main.levelDbfs === null || main.clipped === null)
    return { result: 'not_evaluated', label: text('声音质量无从测量', 'how it sounds could not be measured') };
  if (main.snrDb < minSnrDb)
    return { result: 'fail', label: text(`信噪比 ${main.snrDb.toFixed(0)} dB`, `${main.snrDb.toFixed(0)} dB above the noise`) };
  if (main.levelDbfs < minLevelDbfs)
    return { result: 'fail', label: text(`音量 ${main.levelDbfs.toFixed(0)} dBFS`, `too soft: ${main.levelDbfs.toFixed(0)} dBFS`) };
  if (main.clipped > maxClipped) return { result: 'fail', label: text('声音过载失真', 'the sound is overdriven') };
  return null;
}
