import { describe, expect, test } from 'vitest';
import { atMostShare, clopperPearson } from './clopper-pearson.ts';

describe('bounds of a share', () => {
  test('are those of the tables: 8 of 10 lies between 44.4 % and 97.5 %', () => {
    const { lower, upper } = clopperPearson(8, 10);
    expect(lower).toBeCloseTo(0.4439, 4);
    expect(upper).toBeCloseTo(0.9748, 4);
  });

  test('no mistake in 1,500 is at most 0.2 %, none in 1,000 is not shown to be', () => {
    expect(clopperPearson(0, 1500).upper).toBeLessThan(0.002);
    expect(clopperPearson(0, 1000).upper).toBeGreaterThan(0.002);
  });

  test('nothing tried says nothing', () => {
    expect(clopperPearson(0, 0)).toEqual({ lower: 0, upper: 1 });
  });

  test('one mistake needs 2,400 documents for the bound that none needs 1,500 for', () => {
    expect(atMostShare(0, 1500)).toBeLessThan(0.002);
    expect(atMostShare(1, 1500)).toBeGreaterThan(0.003);
    expect(atMostShare(1, 2300)).toBeGreaterThan(0.002);
    expect(atMostShare(1, 2400)).toBeLessThan(0.002);
    expect(atMostShare(0, 0)).toBe(1);
    expect(atMostShare(3, 3)).toBe(1);
  });
});
