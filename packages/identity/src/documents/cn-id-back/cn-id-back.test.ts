import { expect, test } from 'vitest';
import type { FieldFound } from '../document-type.ts';
import { checkCnIdBack } from './checks.ts';

const TODAY = '2026-06-01';
function outcomes(validFrom: string | null, validUntil: string | null): string[] {
  const field = (name: string, value: string | null): FieldFound => ({
    name,
    value,
    confidence: 1,
    region: null,
    engine: 'test',
    version: '1',
  });
  return checkCnIdBack([field('validFrom', validFrom), field('validUntil', validUntil)], { today: TODAY }).map(
    ({ name, result }) => `${name} ${result}`,
  );
}

test.each([
  ['2016-06-02', '2026-06-02'],
  ['2020-02-29', '2025-03-01'],
])('a card of %s to %s has a lawful term', (from, until) => {
  expect(outcomes(from, until)).toContain('term pass');
});

test('a card for good is in order', () => {
  expect(outcomes('2016-06-02', '长期')).toEqual(['expiry pass', 'begun pass', 'term pass']);
});

test('a digit misread in either date shows', () => {
  expect(outcomes('2016-06-02', '2027-06-02')).toContain('term fail');
  expect(outcomes('2016-06-02', '2036-06-03')).toContain('term fail');
});

test('what has run out or not begun fails, what was not read is not evaluated', () => {
  expect(outcomes('2016-05-31', '2026-05-31')).toContain('expiry fail');
  expect(outcomes('2026-06-02', '2036-06-02')).toContain('begun fail');
  expect(outcomes(null, null)).toEqual(['expiry not_evaluated', 'begun not_evaluated', 'term not_evaluated']);
});
