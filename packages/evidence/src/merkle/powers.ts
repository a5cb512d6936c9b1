/** For whole numbers from 1. Counted up instead of by bit operations, which end at 32 bits. */
export function isPowerOfTwo(value: number): boolean {
  return value === 1 || largestPowerBelow(value) * 2 === value;
}

/** The largest power of two that is smaller than `value`, which is at least 2: where RFC 9162 §2.1.1 splits a tree. */
export function largestPowerBelow(value: number): number {
  let power = 1;
  while (power * 2 < value) power *= 2;
  return power;
}
