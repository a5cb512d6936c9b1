import type { LiveCheck, SoundMeasure } from '@guichet/protocol';
import { lookAtSound } from '@guichet/recording/look';
import { SOUND_WINDOW_MS } from '@guichet/recording/measures';
import type { SoundFact } from '@guichet/rules';
import { SoundWatch, type WatchThresholds } from '@guichet/rules/watch';
import { type LookedAt, Observed } from './observed.ts';
import { MEASURES, type SpeechWindow, type TrackLook } from './track-look.ts';

const CHECKS: readonly LiveCheck[] = ['silent', 'clipped', 'noisy', 'second_voice'];
/** Speech has peaks far above its mean (ITU-T P.56 counts with −26 dBFS): half a second this loud is cut off at its peaks, also where a codec has rounded them. */
const OVERDRIVEN_DBFS = -11;
/** Share of half a second in which somebody speaks, for it to say how their speech sounds. */
const SPOKEN = 0.5;

interface VoiceLookOptions extends LookedAt {
  readonly path: string;
  /** Where the track begins on the recording's clock. */
  readonly fromMs: number;
  readonly thresholds: WatchThresholds;
  readonly signal: AbortSignal;
}

/** Listens to a track once, with the measures and watchers of the live checks. */
export async function lookAtVoice({ path, fromMs, thresholds, signal, ...track }: VoiceLookOptions): Promise<TrackLook> {
  const observed = new Observed(track, MEASURES);
  const watch = new SoundWatch(thresholds);
  const spoken: SoundMeasure[] = [];
  const speech: SpeechWindow[] = [];
  let windows = 0;
  await lookAtSound(path, {
    signal,
    onMeasure: (measure) => {
      const atMs = Math.round(fromMs + measure.atMs);
      observed.take(watch.push({ ...measure, atMs }));
      windows += 1;
      if (measure.speech > 0) speech.push({ atMs, speechMs: Math.round(measure.speech * SOUND_WINDOW_MS) });
      if (measure.speech >= SPOKEN) spoken.push(measure);
    },
  });
  const lookedMs = windows * SOUND_WINDOW_MS;
  observed.take(watch.finish(fromMs + lookedMs));
  return {
    trackId: track.trackId,
    looks: observed.looks(CHECKS, lookedMs),
    observations: observed.observations,
    sound: soundFact(track, { spoken, lookedMs, speech }, thresholds),
    speech,
  };
}

interface Heard {
  readonly spoken: readonly SoundMeasure[];
  readonly lookedMs: number;
  readonly speech: readonly SpeechWindow[];
}

function soundFact({ trackId, role }: LookedAt, { spoken, lookedMs, speech }: Heard, { clippedShare }: WatchThresholds): SoundFact {
  return {
    ...{ trackId, role, lookedMs, engine: MEASURES },
    speechMs: speech.reduce((sum, one) => sum + one.speechMs, 0),
    snrDb: middle(spoken.flatMap(({ snrDb }) => snrDb ?? [])),
    levelDbfs: middle(spoken.map(({ levelDbfs }) => levelDbfs)),
    clipped: spoken.length === 0 ? null : spoken.filter((one) => isOverdriven(one, clippedShare)).length / spoken.length,
  };
}

const isOverdriven = ({ clipped, levelDbfs }: SoundMeasure, share: number): boolean => clipped >= share || levelDbfs > OVERDRIVEN_DBFS;

const middle = (values: readonly number[]): number | null => values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
