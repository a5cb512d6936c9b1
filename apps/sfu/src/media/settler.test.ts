import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Settler } from './settler.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A settler whose passes end when they are told to. */
function settlerWithPasses({ ready = (): boolean => true, again = true } = {}) {
  const ends: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const settler = new Settler({
    ready,
    pass: () => {
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return end.promise;
    },
    failed: (error) => {
      failures.push(error);
      return again;
    },
  });
  return { settler, ends, failures };
}

const turn = () => vi.advanceTimersByTimeAsync(0);

it('makes one pass at a time, and one more for all that changed during it', async () => {
  const { settler, ends } = settlerWithPasses();
  for (let i = 0; i < 3; i++) settler.settle();
  expect(ends).toHaveLength(1);
  ends[0]?.resolve();
  await turn();
  expect(ends).toHaveLength(2);
  ends[1]?.resolve();
  await turn();
  expect(ends).toHaveLength(2);
});

it('does nothing while it can do nothing, and begins when it is told again', async () => {
  let isReady = false;
  const { settler, ends } = settlerWithPasses({ ready: () => isReady });
  settler.settle();
  await turn();
  expect(ends).toHaveLength(0);
  isReady = true;
  settler.settle();
  expect(ends).toHaveLength(1);
});

it('tries again half a second after a failure, where that is of use', async () => {
  const { settler, ends, failures } = settlerWithPasses();
  settler.settle();
  ends[0]?.reject(new Error('away'));
  await turn();
  expect(failures).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(499);
  expect(ends).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(2);

  const hopeless = settlerWithPasses({ again: false });
  hopeless.settler.settle();
  hopeless.ends[0]?.reject(new Error('gone'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(hopeless.ends).toHaveLength(1);
});

it('gives up on a pass that does not end, and tries again', async () => {
  const { settler, ends, failures } = settlerWithPasses();
  settler.settle();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(failures).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(ends).toHaveLength(2);
});

it('makes no pass and no try once it is stopped', async () => {
  const { settler, ends, failures } = settlerWithPasses();
  settler.settle();
  settler.settle();
  settler.stop();
  ends[0]?.reject(new Error('away'));
  await vi.advanceTimersByTimeAsync(5_000);
  settler.settle();
  expect(failures).toHaveLength(0);
  expect(ends).toHaveLength(1);
});
