import { expect, it } from 'vitest';
import { fullest } from './capacity.ts';
import { lossesBetween } from './contestant.ts';

it('counts what was lost between two counts, not since the beginning', () => {
  const before = { sentByAll: 1_000, sent: 500, received: 400, written: 900 };
  const after = { sentByAll: 2_000, sent: 1_000, received: 899, written: 1_899 };
  const losses = lossesBetween(before, after);
  expect(losses.forwarded).toBeCloseTo(0.002);
  expect(losses.recorded).toBeCloseTo(0.001);
});

it('says nothing of recordings where none is kept, and of reception where nobody counts', () => {
  const before = { sentByAll: 0, sent: 0, received: 0, written: null };
  expect(lossesBetween(before, { ...before, sentByAll: 100 })).toEqual({ forwarded: 0, recorded: null });
});

it('names the process that fills its core, or the machine when none does', () => {
  expect(fullest({ worker: 0.91, generator: 0.6, node: 0.1 })).toBe('worker, at 0.91 of a core');
  expect(fullest({ worker: 0.7, generator: 0.8, node: 0.1 })).toMatch(
    /^the machine's \d+ cores \(1\.60 of them in use\), most of it by the generator \(0\.80\)$/,
  );
});
