import { expect, test } from 'vitest';
import { compareWithBruteForce } from '../testing/proof-agreement.ts';

test('the proof agrees with making every run, on over 10,000 random flows', () => {
  const { proved, violated, tooLarge } = compareWithBruteForce(12_000);
  console.info(`proved ${proved}, violated ${violated}, too large to make every run ${tooLarge}`);
  expect(Math.min(proved, violated)).toBeGreaterThan(1_000);
}, 900_000);
