import { expect, it } from 'vitest';
import { ageAt, isDate, isResidentId } from './resident-id.ts';

it('takes numbers with a right check character, also with a small x', () => {
  // The example of the standard itself, and one that ends in X.
  expect(isResidentId('11010519491231002X')).toBe(true);
  expect(isResidentId('11010519491231002x')).toBe(true);
  expect(isResidentId('440524188001010014')).toBe(true);
});

it('refuses a changed digit, a wrong length and a day that does not exist', () => {
  expect(isResidentId('11010519491231003X')).toBe(false);
  expect(isResidentId('1101051949123100')).toBe(false);
  expect(isResidentId('110105194902300021')).toBe(false);
  expect(isDate('2026-02-30')).toBe(false);
  expect(isDate('2024-02-29')).toBe(true);
});

it('counts full years', () => {
  const at = Date.UTC(2026, 10, 22);
  expect(ageAt('1961-11-22', at)).toBe(65);
  expect(ageAt('1961-11-23', at)).toBe(64);
  expect(ageAt('2027-01-01', at)).toBeNull();
});
