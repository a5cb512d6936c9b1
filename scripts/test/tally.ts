/** What a part of the test run counted. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
  /** What failed at first and passed when it was tried again: counted as passed, and named, as each has a cause that is to be found. */
  readonly unsteady: readonly string[];
};

export const nothing: Tally = { passed: 0, failed: 0, unsteady: [] };

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, unsteady: [...a.unsteady, ...b.unsteady] };
}

/** A check that counts as one. */
export function single(passed: boolean): Tally {
  return passed ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

/**
 * The counts that a runner reported, made honest by its exit code: one that failed without a failed test (a file that
 * does not load, an error outside of any test) still failed, and one that ran no test at all proved nothing.
 */
export function fromRunner(counted: Tally | undefined, exitCode: number, mayBeEmpty: boolean): Tally {
  if (!counted) return single(false);
  if (exitCode !== 0 && counted.failed === 0) return add(counted, single(false));
  if (counted.passed + counted.failed === 0 && !mayBeEmpty) return single(false);
  return counted;
}
