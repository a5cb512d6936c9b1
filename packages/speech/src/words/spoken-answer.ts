import { type ClosedAnswer, type SpeechEngine, type SpeechEngineInfo, type SpeechSpan } from '../engine.ts';
import { closedAnswer } from './closed-answer.ts';

export interface HeardAnswer {
  readonly answer: ClosedAnswer | 'unsure';
  readonly engine: Pick<SpeechEngineInfo, 'name' | 'version'>;
}

/** A closed answer by an engine that tells them apart, or out of the words of one that writes them down; null where it does neither in that language. @throws SpeechFailed */
export async function spokenAnswer(engine: SpeechEngine, span: SpeechSpan, signal: AbortSignal): Promise<HeardAnswer | null> {
  const named = ({ name, version }: SpeechEngineInfo) => ({ name, version });
  if (engine.answersIn.includes(span.language)) {
    const { answer } = await engine.answer(span, signal);
    return { answer, engine: named(engine.info) };
  }
  if (!engine.wordsIn.includes(span.language)) return null;
  const { words, engine: writer = engine.info } = await engine.words(span, signal);
  return { answer: closedAnswer(words, span.language), engine: named(writer) };
}
