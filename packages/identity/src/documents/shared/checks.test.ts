import { describe, expect, test } from 'vitest';
import { ageOn } from './age.ts';
import { ageCheck, expiryCheck, sameCheck } from './checks.ts';

const TODAY = '2026-06-01';

describe('age', () => {
  test.each([
    ['2008-06-01', 18],
    ['2008-06-02', 17],
    ['2004-02-29', 22],
    ['1926-06-01', 100],
  ])('who was born on %s is %i', (birthDate, age) => {
    expect(ageOn(birthDate, TODAY)).toBe(age);
  });

  test('who is born on 29 February grows older on 1 March', () => {
    expect([ageOn('2004-02-29', '2026-02-28'), ageOn('2004-02-29', '2026-03-01')]).toEqual([21, 22]);
  });

  test('a minor is a remark, an age that nobody has is a fault, none is not evaluated', () => {
    expect(ageCheck('2008-06-02', TODAY)).toMatchObject({ result: 'warn', detail: 'minor' });
    expect(ageCheck('2008-06-01', TODAY)).toMatchObject({ result: 'pass' });
    expect(ageCheck('1880-01-01', TODAY)).toMatchObject({ result: 'fail', detail: 'impossible' });
    expect(ageCheck(null, TODAY)).toMatchObject({ result: 'not_evaluated' });
  });
});

describe('expiry', () => {
  test('the last day counts', () => {
    expect([expiryCheck(TODAY, TODAY).result, expiryCheck('2026-05-31', TODAY).result]).toEqual(['pass', 'fail']);
  });

  test('for good is in order, not read is not evaluated', () => {
    expect([expiryCheck(null, TODAY).result, expiryCheck(undefined, TODAY).result]).toEqual(['pass', 'not_evaluated']);
  });
});

test('what was not read is never the same', () => {
  expect(sameCheck('x', null, null).result).toBe('not_evaluated');
  expect(sameCheck('x', 'a', 'b').result).toBe('fail');
});
