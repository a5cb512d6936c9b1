import { describe, expect, it } from 'vitest';
import { NOT_YET, textOfValue, valueOfText } from './typed-value.ts';

describe('what is typed', () => {
  it('is a number with or without separators, and none while it is not one', () => {
    expect(valueOfText('amount', '200,000.50')).toBe(200_000.5);
    expect(valueOfText('number', '１2')).toBe(NOT_YET);
    expect(valueOfText('number', '-')).toBe(NOT_YET);
  });

  it('takes the value back when it is emptied', () => {
    expect(valueOfText('amount', ' ')).toBeNull();
    expect(valueOfText('text', '')).toBeNull();
  });

  it('stands for yes and no', () => {
    expect(valueOfText('boolean', 'true')).toBe(true);
    expect(valueOfText('boolean', 'false')).toBe(false);
  });
});

describe('an amount', () => {
  it('shows its separators and hundredths, and reads back the same', () => {
    expect(textOfValue('amount', 200_000)).toBe('200,000.00');
    expect(valueOfText('amount', textOfValue('amount', 1_234.5))).toBe(1_234.5);
  });
});
