import { describe, expect, test } from 'vitest';
import { normaliseChinese } from './normalise-chinese.ts';
import { normaliseEnglish } from './normalise-english.ts';

describe('a Chinese line is written as it is said', () => {
  test.each([
    ['起购金额1000元', '起购金额一千元'],
    ['¥1,234.56', '一千二百三十四点五六元'],
    ['追加10万元，上限500000元', '追加十万元，上限五十万元'],
    ['共100050元', '共十万零五十元'],
    ['共120000305元', '共一亿二千万零三百零五元'],
    ['年化2.35%', '年化百分之二点三五'],
    ['2025年10月1日起', '二零二五年十月一日起'],
    ['2025-10-01', '二零二五年十月一日'],
    ['14:30', '十四点三十分'],
    ['9:05开始', '九点零五分开始'],
    ['风险等级为 R2', '风险等级为 R二'],
    ['电话13800138000', '电话幺三八零零幺三八零零零'],
    ['期限3-5年', '期限三至五年'],
    ['2个工作日', '两个工作日'],
    ['第12条', '第十二条'],
    ['保证本金0元', '保证本金零元'],
    ['没有数字。', '没有数字。'],
    ['１２％', '百分之十二'],
  ])('%s', (line, said) => expect(normaliseChinese(line)).toBe(said));
});

describe('an English line is written as it is said', () => {
  test.each([
    ['at least CNY 1,000', 'at least one thousand yuan'],
    ['$2.50', 'two point five zero dollars'],
    ['2.35% a year', 'two point three five percent a year'],
    ['from 2025-10-01', 'from October first, twenty twenty-five'],
    ['on March 22, 2005', 'on March twenty-second, two thousand five'],
    ['at 14:30', 'at fourteen thirty'],
    ['at 9:05', 'at nine oh five'],
    ['level R2', 'level R two'],
    ['call 13800138000', 'call one three eight zero zero one three eight zero zero zero'],
    ['1,000,019 units', 'one million nineteen units'],
    ['3-5 years', 'three to five years'],
    ['the 12th item', 'the twelfth item'],
    ['nothing to do', 'nothing to do'],
  ])('%s', (line, said) => expect(normaliseEnglish(line)).toBe(said));
});

test('nothing that a voice would have to guess is left', () => {
  const line = '编号0012345，2026/1/9 08:00，¥9,999,999.99，12.5%，R3，100-200份';
  for (const said of [normaliseChinese(line), normaliseEnglish(line)]) expect(said).not.toMatch(/[\d%¥:]/);
});
