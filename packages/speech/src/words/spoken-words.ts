import type { Language, LocalText } from '@guichet/protocol';
import { MAX_SPAN_MS, SPEECH_RATE_HZ, type SpeechEngine, type SpeechEngineInfo } from '../engine.ts';
import { judgeLine } from './judge-line.ts';

/** People begin before they are expected to and end after. */
const AROUND_MS = 1_500;

export interface LineToHear {
  /** The caller's own name for it; comes back. */
  readonly key: string;
  readonly text: LocalText;
  readonly language: Language;
  /** When it is to have been said, in ms of the sound that is given. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Words that must be said as they stand. */
  readonly required?: readonly string[];
}

/** What an engine made of a line. `said`: null where no engine looked at it, so that it is put to a person. */
export interface HeardLine {
  readonly key: string;
  readonly said: 'said' | 'not_said' | 'unsure' | null;
  readonly confidence: number | null;
  readonly engine: Pick<SpeechEngineInfo, 'name' | 'version'> | null;
}

/**
 * Listens for lines in recorded sound (16 kHz, one channel), one after another. Without an engine for a line's language nothing is said of it; an engine
 * that fails is not asked in vain for the rest: its error is thrown, and whoever asked tries again later. @throws SpeechFailed
 */
export async function spokenWords(
  engine: SpeechEngine | null,
  pcm: Int16Array,
  lines: readonly LineToHear[],
  signal: AbortSignal,
): Promise<readonly HeardLine[]> {
  const heard: HeardLine[] = [];
  for (const line of lines) heard.push(engine === null ? nobodyListened(line) : await hear(engine, pcm, line, signal));
  return heard;
}

const nobodyListened = ({ key }: LineToHear): HeardLine => ({ key, said: null, confidence: null, engine: null });

async function hear(engine: SpeechEngine, pcm: Int16Array, line: LineToHear, signal: AbortSignal): Promise<HeardLine> {
  if (!engine.wordsIn.includes(line.language)) return nobodyListened(line);
  const from = Math.max(0, line.fromMs - AROUND_MS);
  const until = Math.min(line.untilMs + AROUND_MS, (pcm.length * 1_000) / SPEECH_RATE_HZ);
  // A part of a line would be judged as the whole of it.
  if (until <= from || until - from > MAX_SPAN_MS) return nobodyListened(line);
  const span = pcm.subarray(samplesOf(from), samplesOf(until));
  const { words, engine: named = engine.info } = await engine.words({ pcm: span, language: line.language }, signal);
  const { said, confidence } = judgeLine(words, {
    text: line.text[line.language],
    language: line.language,
    ...(line.required && { required: line.required }),
  });
  return { key: line.key, said, confidence, engine: { name: named.name, version: named.version } };
}

const samplesOf = (ms: number): number => Math.round((ms * SPEECH_RATE_HZ) / 1_000);
