import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

const longest = (attempts: number) => Array.from({ length: attempts }, (_, index) => backOffMs(index + 1, () => 1));

describe('the back-off between attempts', () => {
  it('starts within 300 ms, so that a socket that only broke is back at once', () => {
    expect(backOffMs(1, () => 1)).toBeLessThanOrEqual(300);
  });

  it('stays short while a node may just be starting again, then grows, and never waits longer than 4 s', () => {
    expect(longest(12)).toEqual([300, 600, 1200, ...Array.from({ length: 9 }, () => 1500)]);
    expect(longest(40).slice(12)).toEqual(Array.from({ length: 28 }, () => 4000));
  });

  it('spreads pages over half of the ceiling', () => {
    for (const attempt of [1, 5, 20]) expect(backOffMs(attempt, () => 0)).toBe(backOffMs(attempt, () => 1) / 2);
  });
});
