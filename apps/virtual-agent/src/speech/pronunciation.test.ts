import { expect, test } from 'vitest';
import { pronounce } from './pronunciation.ts';

const said = (line: string): string =>
  pronounce(line, 'zh-CN')
    .map(({ text }) => text)
    .join('|');

test.each([
  ['重庆银行行长', 'chong2 qing4 yin2 hang2 hang2 zhang3'],
  ['我行代销', 'wo3 hang2 dai4 xiao1'],
  ['女士，绿色', 'nv3 shi4 ,  lv4 se4'],
  ['您清楚了吗？', 'nin2 qing1 chu3 le5 ma5 ? '],
])('%s is read as %s', (line, reading) => expect(said(line)).toBe(reading));

test('a Latin word inside a Chinese line is said by the English voice', () => {
  expect(pronounce('风险等级为 R2 中低风险', 'zh-CN').map(({ voice }) => voice)).toEqual(['cmn-latn-pinyin', 'en', 'cmn-latn-pinyin']);
});

test('a line without a word is not said', () => {
  expect(pronounce('……', 'zh-CN')).toEqual([]);
  expect(pronounce('…', 'en')).toEqual([]);
});
