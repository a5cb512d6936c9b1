import { describe, expect, it } from 'vitest';
import { wordedValues } from './worded-values.ts';

const template = {
  words: { dividend: { cash: { 'zh-CN': '现金分红', en: 'Paid out' } } },
  amounts: ['amount'],
};

describe('values in a document', () => {
  it('are said in words where the template has some, in the language of the document', () => {
    expect(wordedValues(template, 'zh-CN', { dividend: 'cash' })).toEqual({ dividend: '现金分红' });
    expect(wordedValues(template, 'en', { dividend: 'cash' })).toEqual({ dividend: 'Paid out' });
  });

  it('are grouped where they are amounts, and only there', () => {
    expect(wordedValues(template, 'en', { amount: 200_000, year: 2026 })).toEqual({ amount: '200,000.00', year: 2026 });
  });

  it('stay as they are where nothing is known of them', () => {
    const values = { dividend: 'toString', account: '6217', amount: null, ['__proto__x']: 1 };
    expect(wordedValues(template, 'en', values)).toEqual(values);
  });
});
