import { describe, expect, it } from 'vitest';
import { chineseValue } from './chinese-numbers.ts';
import { judgeLine } from './judge-line.ts';
import { tokensOf } from './tokens.ts';

describe('numbers are the same number', () => {
  it.each([
    ['五万', 50_000],
    ['5万', 50_000],
    ['五万三千', 53_000],
    ['一万五', 15_000],
    ['一万零五', 10_005],
    ['十五', 15],
    ['二百五', 250],
    ['两千零三十', 2_030],
    ['三点五', 3.5],
    ['二零二六', 2_026],
    ['一亿二千万', 120_000_000],
    ['12.5', 12.5],
  ])('%s', (said, value) => {
    expect(chineseValue(said)).toBe(value);
  });

  it.each([
    ['起购金额五万元', '起购金额 50,000 元'],
    ['可能损失百分之十的本金', '可能损失 10% 的本金。'],
    ['持有一百八十天', '持有180天'],
  ])('in Chinese, said or written: %s', (said, written) => {
    expect(tokensOf(said, 'zh-CN')).toEqual(tokensOf(written, 'zh-CN'));
  });

  it.each([
    ['fifty thousand yuan', '50,000 yuan'],
    ['one hundred and eighty days', '180 days'],
    ['ten percent', '10%'],
    ['two point five per cent'.replace('per cent', 'percent'), '2.5 %'],
    ['twenty one', '21'],
    ['two million', '2000000'],
    ["you don't agree", 'You do not agree.'],
  ])('in English, said or written: %s', (said, written) => {
    expect(tokensOf(said, 'en')).toEqual(tokensOf(written, 'en'));
  });

  it('fifteen is not fifty, and two numbers in a row are two', () => {
    expect(tokensOf('fifteen', 'en')).not.toEqual(tokensOf('fifty', 'en'));
    expect(tokensOf('two one', 'en')).toEqual(['#2', '#1']);
  });
});

/** As a recogniser gives them: half a second each. */
const said = (text: string, joint = ' ', confidence: number | null = 0.9) =>
  (joint === '' ? [...text] : text.split(joint)).map((word, at) => ({ word, fromMs: at * 500, untilMs: at * 500 + 500, confidence }));

describe('a line', () => {
  const line = { text: 'This product does not guarantee your capital. The least amount is 50,000 yuan.', language: 'en' } as const;

  it('is said when it was, whatever came before and after it', () => {
    const words = said('well hello this product does not guarantee your capital the least amount is fifty thousand yuan do you understand');
    expect(judgeLine(words, line)).toMatchObject({
      said: 'said',
      wordError: 0,
      missing: [],
      fromMs: 1_000,
      confidence: expect.closeTo(0.9),
    });
  });

  it('is said with a word misheard, and not with another amount', () => {
    expect(judgeLine(said('this product does not guarantee you capital the least amount is fifty thousand yuan'), line).said).toBe('said');
    const other = judgeLine(said('this product does not guarantee your capital the least amount is fifteen thousand yuan'), line);
    expect(other).toMatchObject({ said: 'not_said', missing: ['#50000'] });
  });

  it('without its “not” is put to a person, as an engine may have missed it', () => {
    expect(judgeLine(said('this product does guarantee your capital the least amount is fifty thousand yuan'), line)).toMatchObject({
      said: 'unsure',
      missing: ['not'],
    });
  });

  it('is not said when something else was, or nothing', () => {
    expect(judgeLine(said('good morning how are you today is it raining where you are'), line).said).toBe('not_said');
    expect(judgeLine([], line)).toMatchObject({ said: 'not_said', fromMs: null, confidence: null });
  });

  it('that the engine is not sure of is put to a person', () => {
    const words = said('this product does not guarantee your capital the least amount is fifty thousand yuan', ' ', 0.3);
    expect(judgeLine(words, line).said).toBe('unsure');
  });

  it('half said is put to a person, and so is one without words', () => {
    expect(judgeLine(said('this product does not guarantee your capital'), line).said).toBe('unsure');
    expect(judgeLine(said('yes'), { text: '…', language: 'en' }).said).toBe('unsure');
  });

  it('of Chinese is held by its characters, and its terms', () => {
    const chinese = { text: '本产品不保证本金，起购金额 5 万元。', language: 'zh-CN', required: ['本金'] } as const;
    expect(judgeLine(said('您好本产品不保证本金起购金额五万元您清楚吗', ''), chinese).said).toBe('said');
    expect(judgeLine(said('本产品不保证本金起购金额十五万元', ''), chinese)).toMatchObject({ said: 'not_said', missing: ['#50000'] });
    expect(judgeLine(said('本产品保证本金起购金额五万元', ''), chinese)).toMatchObject({ said: 'unsure', missing: ['不'] });
    expect(judgeLine(said('本产品不保证本今起购金额五万元', ''), chinese)).toMatchObject({ said: 'unsure', missing: ['金'] });
  });
});
