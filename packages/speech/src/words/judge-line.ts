import type { Language } from '@guichet/protocol';
import type { SpokenWord } from '../engine.ts';
import { isNumber, type Token, tokensOf } from './tokens.ts';

/** Up to this share of wrong words a line counts as said: what recognisers themselves get wrong in clear speech. Our own figure, as are those below. */
const SAID_BELOW = 0.2;
/** From here on something else was said. */
const NOT_SAID_FROM = 0.6;
/** An engine that is less sure of its words is not believed in either direction. */
const LEAST_CONFIDENCE = 0.5;
/** Take one away and the sentence says the opposite. */
const NEGATIONS: Readonly<Record<Language, readonly Token[]>> = {
  'zh-CN': ['不', '没', '无', '未', '非', '勿', '否'],
  en: ['not', 'no', 'never', 'without', 'none', 'nor'],
};

export interface LineVerdict {
  readonly said: 'said' | 'not_said' | 'unsure';
  /** How sure the engine is of the words it is judged by; null where it has no measure. */
  readonly confidence: number | null;
  /** Share of the line's words that are missing or others. */
  readonly wordError: number;
  /** Terms of the line that must be there and are not, or are others: amounts, negations, and what the caller named. */
  readonly missing: readonly Token[];
  /** Where it was said, in ms of the span; null where nothing of it was. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

interface LineText {
  readonly text: string;
  readonly language: Language;
  /** Words that must be said as they stand, whatever else is misheard. */
  readonly required?: readonly string[];
}

/**
 * Whether a line is in what an engine wrote down. Others may have spoken before and after it in the same span. Amounts must be equal; where a term that
 * must be there is not, the line counts as not said only when all else was said so clearly that mishearing is no explanation: else a person listens.
 */
export function judgeLine(words: readonly SpokenWord[], { text, language, required = [] }: LineText): LineVerdict {
  const line = tokensOf(text, language);
  const { tokens: heard, source } = heardTokens(words, language);
  const { matched, wrong } = align(line, heard);
  const wordError = line.length === 0 ? 1 : Math.min(1, wrong / line.length);
  const terms = new Set([...NEGATIONS[language], ...required.flatMap((term) => tokensOf(term, language))]);
  const missing = line.filter((token, at) => (isNumber(token) || terms.has(token)) && matched[at] === null);
  const used = matched.flatMap((at) => (at === null ? [] : [words[source[at] ?? -1]])).filter((word) => word !== undefined);
  const sure = used.flatMap(({ confidence }) => confidence ?? []);
  const confidence = sure.length === 0 ? null : sure.reduce((sum, one) => sum + one, 0) / sure.length;
  return {
    said: saidOf({ wordError, missing, confidence, isEmpty: line.length === 0 }),
    confidence,
    wordError,
    missing,
    fromMs: used[0]?.fromMs ?? null,
    untilMs: used.at(-1)?.untilMs ?? null,
  };
}

function saidOf(found: Pick<LineVerdict, 'wordError' | 'missing' | 'confidence'> & { readonly isEmpty: boolean }): LineVerdict['said'] {
  const { wordError, missing, confidence, isEmpty } = found;
  if (isEmpty) return 'unsure';
  if (wordError >= NOT_SAID_FROM) return 'not_said';
  if (confidence !== null && confidence < LEAST_CONFIDENCE) return 'unsure';
  if (wordError > SAID_BELOW) return 'unsure';
  if (missing.length === 0) return 'said';
  return missing.some(isNumber) ? 'not_said' : 'unsure';
}

/** All words as tokens, each with the word that it begins in: a number may be said in several. */
function heardTokens(
  words: readonly SpokenWord[],
  language: Language,
): { readonly tokens: readonly Token[]; readonly source: readonly number[] } {
  const joint = language === 'en' ? ' ' : '';
  const tokens = tokensOf(words.map(({ word }) => word).join(joint), language);
  // Numbers can run over the borders of words, so each token's word is found by how many tokens the words before it make.
  const source: number[] = [];
  let text = '';
  for (const [at, { word }] of words.entries()) {
    text += (at === 0 ? '' : joint) + word;
    const made = tokensOf(text, language).length;
    while (source.length < Math.min(made, tokens.length)) source.push(at);
  }
  while (source.length < tokens.length) source.push(words.length - 1);
  return { tokens, source };
}

/**
 * The cheapest way to make the line out of a part of what was heard (Sellers, “The theory and computation of evolutionary distances”, 1980): each word
 * that is missing, another or too much costs one, what stands before and behind the part nothing. `matched`: for each token of the line the equal one.
 */
function align(line: readonly Token[], heard: readonly Token[]): { readonly matched: readonly (number | null)[]; readonly wrong: number } {
  const width = heard.length + 1;
  const cost = new Uint32Array((line.length + 1) * width);
  const at = (row: number, column: number): number => cost[row * width + column] ?? 0;
  for (let row = 1; row <= line.length; row++) {
    cost[row * width] = row;
    for (let column = 1; column < width; column++) {
      const same = line[row - 1] === heard[column - 1] ? 0 : 1;
      cost[row * width + column] = Math.min(at(row - 1, column - 1) + same, at(row - 1, column) + 1, at(row, column - 1) + 1);
    }
  }
  let column = 0;
  for (let other = 1; other < width; other++) if (at(line.length, other) < at(line.length, column)) column = other;
  const wrong = at(line.length, column);
  const matched: (number | null)[] = line.map(() => null);
  for (let row = line.length; row > 0; ) {
    const isSame = column > 0 && line[row - 1] === heard[column - 1];
    if (column > 0 && at(row, column) === at(row - 1, column - 1) + (isSame ? 0 : 1)) {
      if (isSame) matched[row - 1] = column - 1;
      row -= 1;
      column -= 1;
    } else if (at(row, column) === at(row - 1, column) + 1) row -= 1;
    else column -= 1;
  }
  return { matched, wrong };
}
