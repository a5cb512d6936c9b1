import { describe, expect, it } from 'vitest';
import { maskFact, maskName } from './masking.ts';

describe('masking', () => {
  it.each([
    ['王小明', '王*明'],
    ['王明', '王*'],
    ['王', '王*'],
    ['欧阳小明', '欧**明'],
    ['Anna Schmidt', 'A*** S******'],
    ['Bo', 'B*'],
    ['𠮷田太郎', '𠮷**郎'],
  ])('shows of the name %s only %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it.each([
    ['phone', '13800001234', '138****1234'],
    ['phone', '12345', '1****'],
    ['customerNumber', '6222000011112222', '************2222'],
    ['customerNumber', '12', '1*'],
    ['idNumber', '110101199003071234', '110***********1234'],
    ['birthDate', '1990-03-07', '1990-**-**'],
    ['name', '王小明', '王*明'],
    ['something', 'secret', '********'],
  ])('hides of %s %s what is not needed', (name, value, masked) => {
    expect(maskFact(name, value)).toEqual({ value: masked, masked: true });
  });

  it('shows the risk level, which names nobody', () => {
    expect(maskFact('riskLevel', 'R3')).toEqual({ value: 'R3', masked: false });
  });

  it('never shows a whole value that it says is masked', () => {
    for (const name of ['name', 'phone', 'customerNumber', 'idNumber']) {
      for (const value of ['a', 'ab', 'abc', 'abcdefg', 'abcdefgh', '王', '王明']) expect(maskFact(name, value).value).not.toBe(value);
    }
  });
});
