import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { everyTogether } from './shared-ticker.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls all of one period in one turn, each until it ends it', () => {
  const calls: string[] = [];
  const endOne = everyTogether(100, () => calls.push('one'));
  vi.advanceTimersByTime(50);
  const endOther = everyTogether(100, () => calls.push('other'));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(50);
  expect(calls).toEqual(['one', 'other']);
  endOne();
  endOne();
  vi.advanceTimersByTime(100);
  expect(calls).toEqual(['one', 'other', 'other']);
  endOther();
  expect(vi.getTimerCount()).toBe(0);
  const endAgain = everyTogether(100, () => calls.push('again'));
  endOther();
  vi.advanceTimersByTime(100);
  expect(calls.at(-1)).toBe('again');
  endAgain();
  expect(vi.getTimerCount()).toBe(0);
});

it('can be ended from a call', () => {
  let calls = 0;
  const end = everyTogether(100, () => {
    calls += 1;
    end();
  });
  vi.advanceTimersByTime(500);
  expect(calls).toBe(1);
});
