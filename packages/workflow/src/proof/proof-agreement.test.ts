import { expect, test } from 'vitest';
import { compareWithBruteForce } from '../testing/proof-agreement.ts';

test('the proof agrees with making every run, on random flows', () => {
  const { proved, violated, tooLarge } = compareWithBruteForce(200);
  console.info(`proved ${proved}, violated ${violated}, too large to make every run ${tooLarge}`);
  expect(Math.min(proved, violated)).toBeGreaterThan(30);
}, 60_000);
