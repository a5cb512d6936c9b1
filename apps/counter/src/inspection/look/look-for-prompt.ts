import { matchPrompt, readSound } from '@guichet/recording/look';
import type { LineFact } from '@guichet/rules';

const ENGINE = { name: 'guichet-prompt-match', version: '1' };
/** The log says when a line was over: it was heard so much earlier or later, by buffers and a busy machine. */
const EARLIER_MS = 3_000;
const LATER_MS = 2_500;

interface PromptSearch {
  /** The file of the virtual agent's voice, and where it begins on the recording's clock. */
  readonly path: string;
  readonly trackFromMs: number;
  /** When the log says that the line was over, from the recording's start. */
  readonly spokenUntilMs: number;
  readonly durationMs: number;
  /** The line as it was made: 16 kHz, one channel. */
  readonly pcm: Int16Array;
  readonly signal?: AbortSignal;
}

/** Looks for a line in the sound around the time at which it was said. Null where it holds nothing to look for, or there is no sound there. */
export async function lookForPrompt({
  path,
  trackFromMs,
  spokenUntilMs,
  durationMs,
  pcm,
  signal,
}: PromptSearch): Promise<LineFact['prompt']> {
  const fromMs = Math.max(0, spokenUntilMs - durationMs - EARLIER_MS - trackFromMs);
  const untilMs = spokenUntilMs + LATER_MS - trackFromMs;
  if (untilMs <= fromMs) return null;
  const match = matchPrompt(await readSound(path, fromMs, untilMs, signal), pcm);
  if (match === null) return null;
  const atMs = Math.round(trackFromMs + fromMs + match.atMs);
  const { heard, score } = match;
  return {
    atMs,
    untilMs: atMs + Math.round(durationMs),
    heard: Math.min(1, heard),
    score: Math.min(1, Math.max(0, score)),
    engine: ENGINE,
  };
}
