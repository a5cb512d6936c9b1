import { describe, expect, it } from 'vitest';
import { textOf, UNREADABLE, valueOf } from './field-text.ts';

describe('what is typed into a field', () => {
  it('is a number in half-width and full-width digits, with and without grouping', () => {
    expect(valueOf({ type: 'amount' }, '200,000.50')).toBe(200_000.5);
    expect(valueOf({ type: 'amount' }, '２０００')).toBe(2_000);
    expect(valueOf({ type: 'number' }, '12.')).toBe(12);
    expect(valueOf({ type: 'number' }, ' ')).toBeNull();
  });

  it('is no number where something else stands', () => {
    for (const text of ['二十万', '12a', '1.2.3', '-', '0x10', '1e5']) expect(valueOf({ type: 'number' }, text)).toBe(UNREADABLE);
  });

  it('loses the spaces that numbers are read out with, and an identity number gets its capital X', () => {
    expect(valueOf({ type: 'phone' }, '138 0013-8000')).toBe('13800138000');
    expect(valueOf({ type: 'id' }, '110101 19900307 123x')).toBe('11010119900307123X');
  });

  it('keeps words as they are, and nothing as nothing', () => {
    expect(valueOf({ type: 'text' }, ' 江边路 8 号 ')).toBe(' 江边路 8 号 ');
    expect(valueOf({ type: 'text' }, '')).toBeNull();
  });
});

describe('what is shown of a value', () => {
  it('is an amount whose zeros can be counted', () => {
    expect(textOf({ type: 'amount' }, 200_000)).toBe('200,000');
    expect(textOf({ type: 'number' }, 12_000)).toBe('12000');
    expect(textOf({ type: 'text' }, null)).toBe('');
  });
});
