import { expect, it } from 'vitest';
import { saltedSeed, seededOrder } from './seeded.ts';

it('gives the same order for the same seed and every number once', () => {
  for (let seed = 0; seed < 200; seed++) {
    const order = seededOrder(7, seed);
    expect(order).toEqual(seededOrder(7, seed));
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  }
});

it('comes to different orders with different seeds, visits and purposes', () => {
  const orders = new Set(Array.from({ length: 50 }, (_, seed) => seededOrder(6, seed).join()));
  expect(orders.size).toBeGreaterThan(40);
  expect(saltedSeed(1, 1, 'questions')).not.toBe(saltedSeed(1, 2, 'questions'));
  expect(saltedSeed(1, 1, 'questions')).not.toBe(saltedSeed(1, 1, 'challenges'));
});

it('does not change from one version to the next: a replay must show the order that was shown', () => {
  expect(seededOrder(6, 42)).toMatchInlineSnapshot(`
    [
      1,
      0,
      4,
      5,
      2,
      3,
    ]
  `);
});
