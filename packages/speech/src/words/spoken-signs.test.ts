import { expect, it } from 'vitest';
import type { SpeechEngine } from '../engine.ts';
import { judgeSigns, spokenSigns } from './spoken-signs.ts';

const chinese = (text: string, confidence: number | null = 0.9) =>
  [...text].map((word, at) => ({ word, fromMs: at * 200, untilMs: at * 200 + 200, confidence }));
const english = (text: string, confidence: number | null = 0.9) =>
  text.split(' ').map((word, at) => ({ word, fromMs: at * 300, untilMs: at * 300 + 300, confidence }));

it.each([
  ['三零四一', '3041', 'said'],
  ['幺二两九', '1229', 'said'],
  ['嗯三零四一', '3041', 'said'],
  ['3041', '3041', 'said'],
  ['零三五九', '0359', 'said'],
  ['三零三零四一', '3041', 'said'],
  ['三零四七', '3041', 'other'],
  ['九八七六', '3041', 'other'],
  ['三零四', '3041', 'unsure'],
  ['三千零四十一', '3041', 'unsure'],
  ['零一二三四五六七八九三零四一', '3041', 'unsure'],
  ['你好', '3041', 'unsure'],
])('%s for %s: %s', (text, asked, said) => {
  expect(judgeSigns(chinese(text), asked, 'zh-CN')).toBe(said);
});

it.each([
  ['three zero four one', '3041', 'said'],
  ['the digits are three oh four one', '3041', 'said'],
  ['3 0 4 1', '3041', 'said'],
  ['t two two zero zero zero one two nine', 'T22000129', 'said'],
  ['o four one seven', '0417', 'said'],
  ['three zero four seven', '3041', 'other'],
  ['thirty forty one', '3041', 'unsure'],
  ['double two three one', '2231', 'unsure'],
  ['yes', '3041', 'unsure'],
])('%s for %s: %s', (text, asked, said) => {
  expect(judgeSigns(english(text), asked, 'en')).toBe(said);
});

it('of which an engine is not sure are for a person, and so is silence', () => {
  expect(judgeSigns(chinese('三零四一', 0.3), '3041', 'zh-CN')).toBe('unsure');
  expect(judgeSigns(chinese('三零四一', null), '3041', 'zh-CN')).toBe('said');
  expect(judgeSigns([], '3041', 'en')).toBe('unsure');
});

it('in a language that the engine does not write down are not judged', async () => {
  const engine = {
    info: { name: 'test', version: '1', licence: 'MIT' },
    wordsIn: ['en'],
    answersIn: [],
    words: () => Promise.resolve({ kind: 'words', words: english('three zero four one') }),
    answer: () => Promise.reject(new Error('Not asked for')),
    close: () => undefined,
  } satisfies SpeechEngine;
  const pcm = new Int16Array(16);
  const { signal } = new AbortController();
  expect(await spokenSigns(engine, { pcm, language: 'zh-CN' }, '3041', signal)).toBeNull();
  expect(await spokenSigns(engine, { pcm, language: 'en' }, '3041', signal)).toEqual({
    said: 'said',
    engine: { name: 'test', version: '1' },
  });
});
