import { expect, test } from 'vitest';
import { fromRunner, type Tally } from './tally.ts';

const counted = (passed: number, failed: number): Tally => ({ passed, failed, unsteady: [] });

test('a runner that fails without a failed test counts as a failure', () => {
  expect(fromRunner(counted(7, 0), 1, false)).toEqual(counted(7, 1));
  expect(fromRunner(counted(7, 2), 1, false)).toEqual(counted(7, 2));
});

test('a runner that ran nothing counts as a failure, unless a filter left nothing to run', () => {
  expect(fromRunner(counted(0, 0), 0, false)).toEqual(counted(0, 1));
  expect(fromRunner(counted(0, 0), 0, true)).toEqual(counted(0, 0));
});

test('a runner that left no report counts as a failure', () => {
  expect(fromRunner(undefined, 0, true)).toEqual(counted(0, 1));
});
