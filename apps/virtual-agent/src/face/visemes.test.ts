import { expect, test } from 'vitest';
import { VISEMES, visemeOf } from './visemes.ts';

test.each([
  ['ˈɑu', 'aa'],
  ['ts.h', 'CH'],
  ['tsh', 'SS'],
  ['s.', 'CH'],
  ['ph', 'PP'],
  ['χ', 'kk'],
  ['θ', 'TH'],
  ['ˈyæ', 'ou'],
  ['ˈɜː', 'E'],
  ['ɹ', 'RR'],
  ['v', 'FF'],
  ['', 'sil'],
  ['(en)', 'sil'],
])('%s is spoken with the mouth %s', (phoneme, viseme) => expect(visemeOf(phoneme)).toBe(viseme));

test('each mouth is reached by some sound', () => {
  const sounds = ['', 'p', 'f', 'θ', 't', 'k', 'tʃ', 's', 'n', 'ɹ', 'a', 'ɛ', 'i', 'ɔ', 'u'];
  expect(new Set(sounds.map(visemeOf))).toEqual(new Set(VISEMES));
});
