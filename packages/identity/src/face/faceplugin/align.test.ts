import { describe, expect, it } from 'vitest';
import type { Point } from '../engine.ts';
import { ALIGNED_PX, alignedFace } from './align.ts';

const SIZE_PX = 400;
/** Lightness rises to the right in red and downwards in green: where a value came from can be read off it. */
const slopes = {
  widthPx: SIZE_PX,
  heightPx: SIZE_PX,
  rgb: Uint8Array.from({ length: SIZE_PX * SIZE_PX * 3 }, (_, at) => {
    const [channel, pixel] = [at % 3, Math.floor(at / 3)];
    return channel === 0 ? (pixel % SIZE_PX) * (255 / SIZE_PX) : channel === 1 ? Math.floor(pixel / SIZE_PX) * (255 / SIZE_PX) : 0;
  }),
};
/** The model's five points as they would lie in the picture of a face that is turned, larger and elsewhere. */
const REFERENCE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const turned = (degrees: number, scale: number, [moveX, moveY]: Point): Point[] => {
  const [cos, sin] = [scale * Math.cos((degrees * Math.PI) / 180), scale * Math.sin((degrees * Math.PI) / 180)];
  return REFERENCE.map(([x, y]) => [cos * x - sin * y + moveX, sin * x + cos * y + moveY]);
};

describe('a face that is brought upright', () => {
  it.each([
    [0, 1, [120, 90]],
    [25, 1.6, [150, 60]],
    [-40, 0.7, [60, 200]],
  ] as const)('by %d degrees, %f times as large, has its eyes and mouth where the model has them', (degrees, scale, move) => {
    const five = turned(degrees, scale, move);
    const planes = alignedFace(slopes, five);
    for (const [index, [x, y]] of REFERENCE.entries()) {
      const [pictureX, pictureY] = five[index] as Point;
      const at = Math.round(y) * ALIGNED_PX + Math.round(x);
      const valueOf = (channel: number) => (planes[channel * ALIGNED_PX ** 2 + at] ?? 0) * 128 + 127;
      // Half a pixel of rounding, a step of lightness.
      const tolerance = (scale + 2) * (255 / SIZE_PX);
      expect(Math.abs(valueOf(0) - pictureX * (255 / SIZE_PX))).toBeLessThan(tolerance);
      expect(Math.abs(valueOf(1) - pictureY * (255 / SIZE_PX))).toBeLessThan(tolerance);
    }
  });
});
