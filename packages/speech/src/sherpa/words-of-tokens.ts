import type { SpokenWord } from '../engine.ts';

/** How long a last token is taken to be, as nothing comes after it. */
const LAST_MS = 200;
/** What a word begins with in the vocabularies of subwords (SentencePiece), or a space. */
const BEGINS = /^[▁ ]/u;
const HAN = /^\p{Script=Han}/u;

/** Subwords with the moments they begin at (s), as words: Latin script is put together, Chinese stays as it is. Timestamps may be fewer than tokens where a model has none. */
export function wordsOfTokens(tokens: readonly string[], timestamps: readonly number[]): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const [at, token] of tokens.entries()) {
    const text = token.replaceAll(/[▁ ]/gu, '');
    if (text === '' || /^<.*>$/.test(text)) continue;
    const fromMs = Math.round((timestamps[at] ?? 0) * 1_000);
    const next = timestamps[at + 1];
    const untilMs = Math.max(fromMs, next === undefined ? fromMs + LAST_MS : Math.round(next * 1_000));
    const last = words.at(-1);
    if (last !== undefined && !BEGINS.test(token) && !HAN.test(text) && !HAN.test(last.word))
      words[words.length - 1] = { ...last, word: last.word + text, untilMs };
    else words.push({ word: text, fromMs, untilMs, confidence: null });
  }
  return words;
}
