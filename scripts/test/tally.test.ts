import { expect, test } from 'vitest';
import { fromRunner } from './tally.ts';

test('a runner that fails without a failed test counts as a failure', () => {
  expect(fromRunner({ passed: 7, failed: 0 }, 1, false)).toEqual({ passed: 7, failed: 1 });
  expect(fromRunner({ passed: 7, failed: 2 }, 1, false)).toEqual({ passed: 7, failed: 2 });
});

test('a runner that ran nothing counts as a failure, unless a filter left nothing to run', () => {
  expect(fromRunner({ passed: 0, failed: 0 }, 0, false)).toEqual({ passed: 0, failed: 1 });
  expect(fromRunner({ passed: 0, failed: 0 }, 0, true)).toEqual({ passed: 0, failed: 0 });
});

test('a runner that left no report counts as a failure', () => {
  expect(fromRunner(undefined, 0, true)).toEqual({ passed: 0, failed: 1 });
});
