import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Language } from '@guichet/protocol';
import { z } from 'zod';
import type { ToSamples } from '../stage/decode-audio.ts';
import { type MouthMark, SAMPLE_RATE_HZ, type SpokenLine } from './spoken-line.ts';

/** What a file holds, by its ending; ffmpeg is told, so that a file cannot choose another of its formats. */
const FORMATS = { wav: 'wav', opus: 'ogg', ogg: 'ogg' } as const;
const ending = z.enum(Object.keys(FORMATS) as (keyof typeof FORMATS)[]);
/** A file beside the index; no folders, so that it leads nowhere else. */
const FileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)
  .refine((name) => ending.safeParse(endingOf(name)).success);
/** `lines.json` of a voice: what is said, in which file, for each language. */
const VoiceIndex = z.record(z.string(), z.record(z.string(), FileName));

const WINDOW_MS = 60;
/** Of the loudest window: below the first the mouth is closed, above the last it is wide open. */
const QUIET = 0.12;
const LOUD = 0.55;

export type RecordedLine = SpokenLine | 'voice_unknown' | 'recording_missing';

/** Lines that people of the bank have recorded: `<folder>/<voice>/lines.json` and the WAV or Ogg Opus files it names. */
export class RecordedVoices {
  readonly #folder: string | null;
  readonly #toSamples: ToSamples;

  constructor(folder: string | null, toSamples: ToSamples) {
    this.#folder = folder;
    this.#toSamples = toSamples;
  }

  /** A line that was not recorded is not said by another voice: nobody would know whose word it is. */
  async speak(voice: string, text: string, language: Language): Promise<RecordedLine> {
    if (this.#folder === null) return 'voice_unknown';
    const folder = join(this.#folder, voice);
    const index = await readFile(join(folder, 'lines.json'), 'utf8').catch(() => null);
    if (index === null) return 'voice_unknown';
    const file = VoiceIndex.parse(JSON.parse(index))[language]?.[text];
    if (file === undefined) return 'recording_missing';
    const audio = await readFile(join(folder, file)).catch(() => null);
    if (audio === null) return 'recording_missing';
    const samples = await this.#toSamples(['-f', FORMATS[ending.parse(endingOf(file))], '-i', 'pipe:0'], audio);
    return { samples, mouth: mouthByLoudness(samples) };
  }
}

/** Without phonemes the mouth opens as far as the voice is loud. */
export function mouthByLoudness(samples: Int16Array): MouthMark[] {
  const windowSamples = (SAMPLE_RATE_HZ * WINDOW_MS) / 1000;
  const levels: number[] = [];
  for (let from = 0; from < samples.length; from += windowSamples) {
    const window = samples.subarray(from, from + windowSamples);
    levels.push(Math.sqrt(window.reduce((sum, sample) => sum + sample * sample, 0) / window.length));
  }
  const loudest = Math.max(1, ...levels);
  return levels.map((level, index) => {
    const share = level / loudest;
    return { atMs: index * WINDOW_MS, viseme: share < QUIET ? 'sil' : share < LOUD ? 'E' : 'aa' };
  });
}

function endingOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}
