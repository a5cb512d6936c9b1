const FIRST_CEILING_MS = 300;
/** While a node is likely to be just starting again: it takes some seconds, and nobody should wait much longer than that. */
const EARLY_CEILING_MS = 1_500;
const EARLY_ATTEMPTS = 12;
const LATE_CEILING_MS = 4_000;

/**
 * How long to wait before attempt 1, 2, 3 … : up to a ceiling that doubles each time, at least half of it, the rest at random, so that
 * pages that lost the same node do not all come back at the same moment. `random` gives 0 … 1.
 */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const highestMs = attempt <= EARLY_ATTEMPTS ? EARLY_CEILING_MS : LATE_CEILING_MS;
  const ceilingMs = Math.min(highestMs, FIRST_CEILING_MS * 2 ** Math.max(0, attempt - 1));
  return ceilingMs / 2 + (ceilingMs / 2) * random();
}
