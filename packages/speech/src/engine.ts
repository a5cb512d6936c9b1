import type { Language } from '@guichet/protocol';

/** What every engine is given: one channel, 16 bits, so many samples a second. */
export const SPEECH_RATE_HZ = 16_000;
/** Nobody reads a line for longer; what is longer is cut by whoever asks. */
export const MAX_SPAN_MS = 120_000;

/** Who recognised something: it stands in every result, so that it can be judged years later. */
export interface SpeechEngineInfo {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

export interface SpeechSpan {
  /** At 16 kHz. */
  readonly pcm: Int16Array;
  readonly language: Language;
}

/** A word (of Chinese: what the engine takes for one) and when it was said, in ms from the span's beginning. */
export interface SpokenWord {
  readonly word: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** 0 to 1, by the engine's own measure; null where it has none. */
  readonly confidence: number | null;
}

export type ClosedAnswer = 'yes' | 'no' | 'repeat';

/** What was made out. `unsure` is a full answer: whoever asked puts the question to a person. */
export type Recognition =
  | {
      readonly kind: 'words';
      readonly words: readonly SpokenWord[];
      /** Who wrote them down, where a service names itself in its answers. */
      readonly engine?: SpeechEngineInfo;
    }
  | {
      readonly kind: 'answer';
      readonly answer: ClosedAnswer | 'unsure';
      /** How much better the answer fits than any sounds at all, per 10 ms of speech, in the engine's own unit; null where nothing was heard. */
      readonly likelihood: number | null;
    };

/** One recogniser. Each does what it can: words, or closed answers, in the languages that it knows. */
export interface SpeechEngine {
  readonly info: SpeechEngineInfo;
  /** Which languages it writes down; empty: none. */
  readonly wordsIn: readonly Language[];
  /** In which languages it tells yes, no and “please repeat” apart. */
  readonly answersIn: readonly Language[];
  /** @throws SpeechFailed */
  words(span: SpeechSpan, signal: AbortSignal): Promise<Extract<Recognition, { kind: 'words' }>>;
  /** An uncertain yes is `unsure`. @throws SpeechFailed */
  answer(span: SpeechSpan, signal: AbortSignal): Promise<Extract<Recognition, { kind: 'answer' }>>;
  close(): void;
}

/** No result that counts. Retrying helps with `unreachable`, `timeout` and `crashed`. */
export class SpeechFailed extends Error {
  readonly problem: 'not_available' | 'unreachable' | 'timeout' | 'refused' | 'bad_answer' | 'crashed';

  constructor(problem: SpeechFailed['problem'], options?: ErrorOptions & { readonly why?: string }) {
    super(`Speech recognition: ${problem}${options?.why === undefined ? '' : ` (${options.why})`}`, options);
    this.name = 'SpeechFailed';
    this.problem = problem;
  }
}

/** 16-bit samples as bytes in the order that files and wires have them. */
export function bytesOf(pcm: Int16Array): Buffer {
  const bytes = Buffer.alloc(pcm.length * 2);
  for (const [at, sample] of pcm.entries()) bytes.writeInt16LE(sample, at * 2);
  return bytes;
}
