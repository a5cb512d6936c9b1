import type { Language } from '@guichet/protocol';
import { customPinyin, pinyin } from 'pinyin-pro';
import { normaliseChinese } from './normalise-chinese.ts';
import { normaliseEnglish } from './normalise-english.ts';

/** Part of a line that one voice of the synthesiser says. */
export interface Utterance {
  readonly voice: 'cmn-latn-pinyin' | 'en';
  readonly text: string;
}

// Words of the counter whose characters are read differently elsewhere.
customPinyin({ 行长: 'háng zhǎng', 还款: 'huán kuǎn', 本行: 'běn háng', 我行: 'wǒ háng', 代销: 'dài xiāo', 重置: 'chóng zhì' });

const LATIN_RUN = /[A-Za-z][A-Za-z' .-]*[A-Za-z.]|[A-Za-z]/g;
const MARKS: Readonly<Record<string, string>> = { '，': ', ', '、': ', ', '；': '; ', '：': ', ', '。': '. ', '！': '! ', '？': '? ' };

/** How a line is said, in the order of saying. Empty when there is nothing in it that could be said. */
export function pronounce(line: string, language: Language): Utterance[] {
  if (language === 'en') return utterances([{ voice: 'en', text: normaliseEnglish(line) }]);
  const said = normaliseChinese(line);
  const parts: Utterance[] = [];
  let from = 0;
  for (const run of said.matchAll(LATIN_RUN)) {
    parts.push({ voice: 'cmn-latn-pinyin', text: toPinyin(said.slice(from, run.index)) });
    parts.push({ voice: 'en', text: run[0] });
    from = run.index + run[0].length;
  }
  parts.push({ voice: 'cmn-latn-pinyin', text: toPinyin(said.slice(from)) });
  return utterances(parts);
}

const utterances = (parts: readonly Utterance[]): Utterance[] => parts.filter(({ text }) => /[A-Za-z]/.test(text));

/** As the synthesiser's voice reads it: tones as digits, 5 for the light one, v for ü. */
function toPinyin(text: string): string {
  return pinyin(text, { toneType: 'num', v: true, type: 'array', nonZh: 'spaced' })
    .map((syllable) => MARKS[syllable] ?? syllable.replace(/0$/, '5'))
    .join(' ');
}
