import type { Language } from '@guichet/protocol';
import type { SpeechEngine, SpeechEngineInfo, SpeechSpan, SpokenWord } from '../engine.ts';

/** What was made out of signs that somebody was to read aloud one by one. `unsure` is a full answer: a person listens. */
export interface HeardSigns {
  readonly said: 'said' | 'other' | 'unsure';
  readonly engine: Pick<SpeechEngineInfo, 'name' | 'version'>;
}

/** Below it an engine is not sure of what it heard; the same for lines. */
const LEAST_CONFIDENCE = 0.5;
/** Whoever says far more than was asked may say anything, and the right signs among it. */
const MOST_SAID = 2;

const CHINESE: Readonly<Record<string, string>> = {
  ...{ 零: '0', 〇: '0', 洞: '0', 一: '1', 幺: '1', 二: '2', 两: '2', 三: '3', 四: '4', 五: '5' },
  ...{ 六: '6', 七: '7', 八: '8', 九: '9' },
};
/** Said as a number and not sign by sign: which signs were meant is for a person. */
const CHINESE_UNITS = /[十百千万亿]/u;
const ENGLISH: Readonly<Record<string, string>> = {
  ...{ zero: '0', oh: '0', nought: '0', one: '1', two: '2', three: '3', four: '4', five: '5' },
  ...{ six: '6', seven: '7', eight: '8', nine: '9' },
};
const ENGLISH_UNITS = /^(ten|eleven|twelve|\w+teen|(twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|double|triple)$/;

/** Zero and the letter O sound alike and look alike. */
const plain = (signs: string): string =>
  signs
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0');

/** Digits and letters that were said one by one; null where something was said as a number. */
export function signsIn(words: readonly SpokenWord[], language: Language): string | null {
  const text = words.map(({ word }) => word.normalize('NFKC').toLowerCase()).join(' ');
  if (language === 'zh-CN' && CHINESE_UNITS.test(text)) return null;
  const parts = text.match(/\d|\p{Script=Han}|[a-z']+/gu) ?? [];
  if (parts.some((part) => ENGLISH_UNITS.test(part))) return null;
  return plain(parts.map((part) => CHINESE[part] ?? ENGLISH[part] ?? (/^[\da-z]$/.test(part) ? part : '')).join(''));
}

/** Whether the signs that were asked for were read aloud: all of them, in their order, and nearly nothing else. */
export function judgeSigns(words: readonly SpokenWord[], asked: string, language: Language): HeardSigns['said'] {
  const [wanted, heard] = [plain(asked), signsIn(words, language)];
  const sure = words.flatMap(({ confidence }) => confidence ?? []);
  const confidence = sure.length === 0 ? null : sure.reduce((sum, one) => sum + one, 0) / sure.length;
  if (wanted === '' || heard === null || heard.length < wanted.length || heard.length > wanted.length * MOST_SAID) return 'unsure';
  if (confidence !== null && confidence < LEAST_CONFIDENCE) return 'unsure';
  return heard.includes(wanted) ? 'said' : 'other';
}

/** Listens for signs in sound; null where the engine writes nothing down in that language. @throws SpeechFailed */
export async function spokenSigns(engine: SpeechEngine, span: SpeechSpan, asked: string, signal: AbortSignal): Promise<HeardSigns | null> {
  if (!engine.wordsIn.includes(span.language)) return null;
  const { words, engine: writer = engine.info } = await engine.words(span, signal);
  return { said: judgeSigns(words, asked, span.language), engine: { name: writer.name, version: writer.version } };
}
