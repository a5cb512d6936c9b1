import { expect, it } from 'vitest';
import { ConnectLimiter } from './connect-limiter.ts';

it('holds one address to its rate and leaves the others alone', () => {
  const limiter = new ConnectLimiter({ perSecond: 40, burst: 150 });
  const allowed = (address: string, count: number, nowMs: number) =>
    Array.from({ length: count }, () => limiter.allows(address, nowMs)).filter(Boolean).length;
  expect(allowed('192.0.2.1', 500, 0)).toBe(150);
  expect(allowed('192.0.2.2', 100, 0)).toBe(100);
  expect(allowed('192.0.2.1', 500, 1_000)).toBe(40);
  expect(allowed('192.0.2.1', 500, 120_000)).toBe(150);
});
