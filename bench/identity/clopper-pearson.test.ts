import { describe, expect, test } from 'vitest';
import { clopperPearson } from './clopper-pearson.ts';

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
});
