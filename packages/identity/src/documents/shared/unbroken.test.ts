import { describe, expect, test } from 'vitest';
import { isUnbroken } from './unbroken.ts';

const LINE = { x: 0, y: 0, width: 1, height: 1 };
/** A line of 100 mm, with the middle of every sign where it is said, and ink up to `endMm`. */
const signsAt = (middlesMm: readonly number[], endMm: number) =>
  isUnbroken(
    { xMm: (_, share) => share * endMm },
    LINE,
    middlesMm.map((middle) => ({ text: '王', confidence: 1, from: (middle - 1.4) / endMm, to: (middle + 1.4) / endMm })),
    { fromMm: 12, signMm: 3 },
  );

describe('a line of print', () => {
  test('with a sign beside the other from where values begin to where its ink ends is whole', () => {
    expect(signsAt([14, 17, 20.3, 23], 24.5)).toBe(true);
    expect(signsAt([14, 17.4, 20.8], 22.5)).toBe(true);
  });

  test.each([
    ['first', [17, 20, 23], 24.5],
    ['middle', [14, 17, 23], 24.5],
    ['last', [14, 17, 20], 24.5],
  ])('whose %s sign was left out is not', (_, middlesMm, endMm) => {
    expect(signsAt(middlesMm, endMm)).toBe(false);
  });

  test('of which nothing was read is not', () => {
    expect(signsAt([], 24.5)).toBe(false);
  });
});
