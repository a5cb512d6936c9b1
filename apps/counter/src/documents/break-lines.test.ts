import { expect, it } from 'vitest';
import { breakLines } from './break-lines.ts';

const atMost = (length: number) => (line: string) => [...line].length <= length;

it('breaks Chinese between characters and Latin between words', () => {
  expect(breakLines('本产品不是银行存款', atMost(4))).toEqual(['本产品不', '是银行存', '款']);
  expect(breakLines('This is not a deposit', atMost(9))).toEqual(['This is', 'not a', 'deposit']);
  expect(breakLines('金额 200,000.00 元', atMost(10))).toEqual(['金额', '200,000.00', '元']);
});

it('begins no line with a closing mark and ends none with an opening one', () => {
  expect(breakLines('投资有风险，须谨慎。', atMost(5))).toEqual(['投资有风险，', '须谨慎。']);
  expect(breakLines('请阅读《说明书》', atMost(4))).toEqual(['请阅读《说', '明书》']);
});

it('keeps paragraphs, empty ones too, and a word longer than a line', () => {
  expect(breakLines('一\n\n二', atMost(4))).toEqual(['一', '', '二']);
  expect(breakLines('unbreakable word', atMost(5))).toEqual(['unbreakable', 'word']);
});
