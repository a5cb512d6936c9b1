import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

describe('the back-off between attempts', () => {
  it('starts within 300 ms, so that a node that was restarted is found again at once', () => {
    expect(backOffMs(1, () => 1)).toBeLessThanOrEqual(300);
  });

  it('doubles, and never waits longer than 4 s', () => {
    const waits = Array.from({ length: 12 }, (_, index) => backOffMs(index + 1, () => 1));
    expect(waits.slice(0, 4)).toEqual([300, 600, 1200, 2400]);
    expect(Math.max(...waits)).toBe(4_000);
  });

  it('spreads pages over at least half of the ceiling', () => {
    expect(backOffMs(5, () => 1) - backOffMs(5, () => 0)).toBeGreaterThanOrEqual(2_000);
    expect(backOffMs(5, () => 0)).toBe(2_000);
  });
});
