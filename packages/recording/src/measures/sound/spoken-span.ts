import { METER_SAMPLE_RATE } from './sound-meter.ts';
import { FLOOR_SHARE, frameLevelDb, levelBelow, SPEECH_FRAME_MS, SpeechGate } from './speech-gate.ts';

const FRAME_SAMPLES = (METER_SAMPLE_RATE * SPEECH_FRAME_MS) / 1_000;

/** Where in a clip somebody spoke, in ms from its beginning, and for how long in all. */
export interface SpokenSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly spokenMs: number;
}

/** Finds speech in a short clip of one channel at 16 kHz, by the gate that all of the project hears by; the room's noise is that of the whole clip. Null: silence. */
export function spokenSpan(pcm: Int16Array): SpokenSpan | null {
  const levels: number[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= pcm.length; at += FRAME_SAMPLES) {
    const energy = pcm.subarray(at, at + FRAME_SAMPLES).reduce((sum, sample) => sum + sample * sample, 0);
    levels.push(frameLevelDb(energy, FRAME_SAMPLES));
  }
  const floor = levelBelow(levels, FLOOR_SHARE);
  const gate = new SpeechGate();
  const spoken = levels.flatMap((level, index) => (gate.push(level, floor) ? [index * SPEECH_FRAME_MS] : []));
  const [first] = spoken;
  if (first === undefined) return null;
  return { fromMs: first, untilMs: (spoken.at(-1) ?? first) + SPEECH_FRAME_MS, spokenMs: spoken.length * SPEECH_FRAME_MS };
}
