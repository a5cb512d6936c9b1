import { describe, expect, it } from 'vitest';
import { lockMs } from './login-throttle.ts';

describe('the lock after wrong passwords', () => {
  it('forgives a few, then doubles up to an hour', () => {
    expect([1, 2, 3, 4].map(lockMs)).toEqual([0, 0, 0, 0]);
    expect([5, 6, 7, 8].map(lockMs)).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect(lockMs(12)).toBe(3_600_000);
    expect(lockMs(1_000_000)).toBe(3_600_000);
  });
});
