import { expect, it } from 'vitest';
import { grayOf, planesBytes, rgbOf } from './colour-picture.ts';

/** Two by two pixels of one colour. */
const picture = (light: number, blue: number, red: number) => ({
  planes: Uint8Array.from([light, light, light, light, blue, red]),
  widthPx: 2,
  heightPx: 2,
});

it('a picture of planes has its light in front, and its colours where they belong', () => {
  expect(planesBytes(2, 2)).toBe(6);
  expect(planesBytes(3, 3)).toBe(9 + 2 * 4);
  expect([...grayOf(picture(70, 128, 128)).gray]).toEqual([70, 70, 70, 70]);
  // White, red, green and blue, as T.871 writes them.
  for (const [planes, rgb] of [
    [picture(255, 128, 128), [255, 255, 255]],
    [picture(76, 85, 255), [254, 0, 0]],
    [picture(150, 44, 21), [0, 255, 1]],
    [picture(29, 255, 107), [0, 0, 254]],
  ] as const) {
    const found = [...rgbOf(planes)];
    expect(found).toHaveLength(12);
    for (const [at, value] of found.entries()) expect(Math.abs(value - (rgb[at % 3] ?? 0))).toBeLessThanOrEqual(1);
  }
});
