import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

it('never lets through more than its burst and rate allow, however the requests are spread', () => {
  const seed = Date.now() & 0x7fffffff;
  const rate = { perSecond: 5, burst: 3 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 200 }), (pauses) => {
      const limiter = new RateLimiter();
      let nowMs = 0;
      let passed = 0;
      for (const pauseMs of pauses) {
        nowMs += pauseMs;
        if (limiter.take('x', rate, nowMs) === 0) passed++;
      }
      return passed <= rate.burst + (nowMs / 1000) * rate.perSecond + 1e-6;
    }),
    { seed, verbose: 1 },
  );
});

it('tells a refused sender the very moment at which it may come again', () => {
  const limiter = new RateLimiter();
  const rate = { perSecond: 0.5, burst: 1 };
  expect(limiter.take('x', rate, 0)).toBe(0);
  const waitMs = limiter.take('x', rate, 500);
  expect(limiter.take('x', rate, 500 + waitMs - 1)).toBeGreaterThan(0);
  expect(limiter.take('x', rate, 500 + waitMs)).toBe(0);
});
