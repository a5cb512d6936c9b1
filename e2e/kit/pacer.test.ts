import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pacer } from './pacer.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('everybody is called every 20 ms, and twenty of them never at the same millisecond', () => {
  const pacer = new Pacer();
  const calls = Array.from({ length: 20 }, () => [] as number[]);
  const stops = calls.map((each) => pacer.add(() => each.push(performance.now())));
  vi.advanceTimersByTime(1_000);
  for (const each of calls) {
    expect(each.length).toBeGreaterThanOrEqual(49);
    expect(each.length).toBeLessThanOrEqual(51);
  }
  expect(new Set(calls.map((each) => Math.round(each[5] ?? 0))).size).toBe(20);

  for (const stop of stops) stop();
  const before = calls.flat().length;
  vi.advanceTimersByTime(1_000);
  expect(calls.flat().length).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
});
