import { expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number): number[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 20 }, () => random.next());
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
});

test('numbers are spread evenly', () => {
  const random = new SeededRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let draws = 0; draws < 20_000; draws++) {
    const index = random.below(10);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(220);
});
