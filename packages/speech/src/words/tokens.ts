import { assertNever, type Language } from '@guichet/protocol';
import { CHINESE_NUMBER, chineseValue } from './chinese-numbers.ts';
import { englishValue } from './english-numbers.ts';

/** What two texts are compared by: a word of English, a character of Chinese, or a number by its value, e.g. `#50000`, `#3.5%`. */
export type Token = string;

export const isNumber = (token: Token): boolean => token.startsWith('#');

/** The same for what is written and what is said: no punctuation, no case, numbers by their value. */
export function tokensOf(text: string, language: Language): readonly Token[] {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  switch (language) {
    case 'zh-CN':
      return chinese(plain);
    case 'en':
      return english(plain);
    default:
      return assertNever(language);
  }
}

const numberToken = (value: number, percent: boolean): Token => `#${value}${percent ? '%' : ''}`;

function chinese(plain: string): Token[] {
  const tokens: Token[] = [];
  // The house style keeps a space between digits and Chinese: 5 万.
  const text = plain.replaceAll(/(?<=\d),(?=\d{3})/g, '').replaceAll(/\s+(?=\p{Script=Han})|(?<=\p{Script=Han})\s+/gu, '');
  let at = 0;
  for (const match of text.matchAll(CHINESE_NUMBER)) {
    const value = chineseValue(match[2] ?? '');
    if (value === null) continue;
    tokens.push(...signs(text.slice(at, match.index)), numberToken(value, match[1] !== undefined || match[3] !== undefined));
    at = match.index + match[0].length;
  }
  return [...tokens, ...signs(text.slice(at))];
}

/** Chinese by characters, whatever Latin stands in it by words. */
const signs = (text: string): Token[] => text.match(/\p{Script=Han}|[\p{L}']+/gu) ?? [];

function english(plain: string): Token[] {
  const text = plain.replaceAll(/(?<=\d),(?=\d{3})/g, '').replaceAll(/(?<=[a-z])-(?=[a-z])/g, ' ');
  const words = (text.match(/\d+(?:\.\d+)?|%|[\p{L}']+/gu) ?? [])
    .map((word) => (word === '%' ? 'percent' : (WHOLE[word] ?? word)))
    .flatMap((word) => word.split(' '));
  const tokens: Token[] = [];
  for (let at = 0; at < words.length; ) {
    const number = englishValue(words, at);
    if (number === null) {
      tokens.push(words[at] ?? '');
      at += 1;
      continue;
    }
    const percent = words[number.until] === 'percent';
    tokens.push(numberToken(number.value, percent));
    at = number.until + (percent ? 1 : 0);
  }
  return tokens;
}

/** Written short or in full, it is the same words. */
const WHOLE: Readonly<Record<string, string>> = {
  "don't": 'do not',
  "doesn't": 'does not',
  "isn't": 'is not',
  "aren't": 'are not',
  "can't": 'can not',
  cannot: 'can not',
  "won't": 'will not',
  "it's": 'it is',
  "i'm": 'i am',
  "you're": 'you are',
  "we're": 'we are',
  "that's": 'that is',
};
