import { assertNever, type Language } from '@guichet/protocol';
import type { ClosedAnswer, SpokenWord } from '../engine.ts';
import { tokensOf } from './tokens.ts';

/** Below it an engine's words are not taken for an answer. */
const LEAST_CONFIDENCE = 0.6;
/** Whoever says more than this has said more than an answer: characters of Chinese, words of English. */
const LONGEST: Readonly<Record<Language, number>> = { 'zh-CN': 14, en: 8 };

/**
 * A closed answer in what an engine wrote down. Only what is plainly one is taken for it: “不同意” is a no, “同意” a yes, and where both stand beside each
 * other, where it is put as a question, or where it goes on for longer, nobody can tell.
 */
export function closedAnswer(words: readonly SpokenWord[], language: Language): ClosedAnswer | 'unsure' {
  const sure = words.flatMap(({ confidence }) => confidence ?? []);
  if (words.length === 0 || sure.some((confidence) => confidence < LEAST_CONFIDENCE)) return 'unsure';
  const tokens = tokensOf(words.map(({ word }) => word).join(language === 'en' ? ' ' : ''), language);
  if (tokens.length > LONGEST[language]) return 'unsure';
  switch (language) {
    case 'zh-CN':
      return chinese(tokens.join(''));
    case 'en':
      return english(` ${tokens.join(' ')} `);
    default:
      return assertNever(language);
  }
}

/** What an answer that is written down means, such as the words on a button. */
export const answerMeant = (text: string, language: Language): ClosedAnswer | 'unsure' =>
  closedAnswer([{ word: text, fromMs: 0, untilMs: 0, confidence: null }], language);

function chinese(text: string): ClosedAnswer | 'unsure' {
  if (/再说|再讲|重复|没听清|听不清|什么意思/.test(text)) return 'repeat';
  if (/吗|是不是|能不能|要不要|有没有/.test(text)) return 'unsure';
  const rest = text
    .replaceAll(/不(?:是|同意|清楚|明白|了解|确认|愿意|可以|行|要|好|对|办|买)|没有?(?:听懂|看懂|问题)?|拒绝|否/gu, '✗')
    .replaceAll(/是的?|同意|清楚|明白|了解|确认|愿意|可以|好的?|对的?|行/gu, '✓');
  // “没有问题” is no refusal, and no plain yes either.
  if (/没有?问题/.test(text)) return 'unsure';
  return plain(rest.includes('✓'), rest.includes('✗') || rest.includes('不'));
}

function english(text: string): ClosedAnswer | 'unsure' {
  if (/ (repeat|again) /.test(text)) return 'repeat';
  const negated = / (no|not|never|refuse|disagree) /.test(text);
  const rest = text.replaceAll(/ (do|can|will|is|am|are|it is|that is) not (agree|understand|confirm|correct|accept|right)? ?/g, ' ✗ ');
  return plain(/ (yes|agree|understand|confirm|correct|accept|right|clear) /.test(rest), negated);
}

const plain = (yes: boolean, no: boolean): 'yes' | 'no' | 'unsure' => (yes === no ? 'unsure' : yes ? 'yes' : 'no');
