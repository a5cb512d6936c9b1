import { expect, test } from 'vitest';
import { BackOff } from './back-off.ts';

test('the first three deaths are answered at once, later ones ever later up to a limit', () => {
  const backOff = new BackOff();
  expect(Array.from({ length: 10 }, () => backOff.afterDeath(50))).toEqual([0, 0, 0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test('a process that had lived well is restarted at once, however often it died before', () => {
  const backOff = new BackOff();
  for (let death = 0; death < 8; death += 1) backOff.afterDeath(50);
  expect(backOff.afterDeath(60_000)).toBe(0);
  expect(backOff.afterDeath(50)).toBe(0);
});
