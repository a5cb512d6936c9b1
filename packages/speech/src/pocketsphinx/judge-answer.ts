import type { ClosedAnswer, Recognition } from '../engine.ts';
import { PHRASES } from './grammar.ts';
import type { Decoding } from './segments.ts';

/**
 * How well an answer has to fit against any sounds at all, per frame of speech, and which share of the speech it has to be: “yes” with a sentence behind
 * it is no plain yes. A yes has to be plainer than what only leads to a question being put again. “I guess” reaches −1.7 and 0.84 as a yes.
 */
const PLAIN = { yes: { ratio: 3, coverage: 0.75 }, other: { ratio: -5, coverage: 0.6 } } as const;
/** By how much a yes must fit better than its opposite, and the other way round. */
const LEAST_MARGIN = 3;

/** Each is null where nothing fits that grammar. */
export interface Decodings {
  readonly yes: Decoding | null;
  /** No, or please repeat. */
  readonly other: Decoding | null;
  /** Any sounds. */
  readonly sounds: Decoding | null;
}

/** Closed answers by likelihood ratios; the figures are our own, measured with synthetic speech. Whatever stays in doubt is `unsure`. */
export function judgeAnswer({ yes, other, sounds }: Decodings): Extract<Recognition, { kind: 'answer' }> {
  if (sounds === null || sounds.speechFrames === 0) return { kind: 'answer', answer: 'unsure', likelihood: null };
  const frames = sounds.speechFrames;
  const ratio = (decoding: Decoding | null) => (decoding === null ? -Infinity : (decoding.score - sounds.score) / frames);
  const [kind, best, worse] = ratio(yes) >= ratio(other) ? (['yes', yes, other] as const) : (['other', other, yes] as const);
  if (best === null) return { kind: 'answer', answer: 'unsure', likelihood: null };
  const isPlain = ratio(best) >= PLAIN[kind].ratio && best.speechFrames / frames >= PLAIN[kind].coverage;
  const answer = isPlain && ratio(best) - ratio(worse) >= LEAST_MARGIN ? answerOf(best.text) : 'unsure';
  return { kind: 'answer', answer, likelihood: ratio(best) };
}

const answerOf = (text: string): ClosedAnswer | 'unsure' =>
  (Object.keys(PHRASES) as ClosedAnswer[]).find((answer) => PHRASES[answer].includes(text)) ?? 'unsure';
