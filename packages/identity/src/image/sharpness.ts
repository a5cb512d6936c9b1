import type { GreyPicture, Region } from './picture.ts';

/** How steeply print rises from paper in each of four directions, as a share of its darkness per pixel of the flat document. */
export interface Sharpness {
  /** The steepest direction: what focus and resolution allow. */
  readonly best: number;
  /** The least steep one: a hand that moves blurs along one direction only. */
  readonly worst: number;
}

const DIRECTIONS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
] as const;

/** Over the print of a region; null where there is none to measure. */
export function sharpnessOf(ink: GreyPicture, region: Region): Sharpness | null {
  const { widthPx, heightPx, grey } = ink;
  const [left, right] = [
    Math.max(2, Math.round(region.x * widthPx)),
    Math.min(widthPx - 2, Math.round((region.x + region.width) * widthPx)),
  ];
  const [top, bottom] = [
    Math.max(2, Math.round(region.y * heightPx)),
    Math.min(heightPx - 2, Math.round((region.y + region.height) * heightPx)),
  ];
  const slopes = DIRECTIONS.map(() => new Uint32Array(256));
  const darkness = new Uint32Array(256);
  // How far the next place in a direction lies in memory.
  const steps = DIRECTIONS.map(([stepX, stepY]) => stepY * widthPx + stepX);
  let count = 0;
  // Every other row tells as much.
  for (let y = top; y < bottom; y += 2) {
    for (let at = y * widthPx + left; at < y * widthPx + right; at += 1) {
      const value = grey[at] ?? 0;
      darkness[value] = (darkness[value] ?? 0) + 1;
      count += 1;
    }
    for (const [direction, step] of steps.entries()) {
      const histogram = slopes[direction] as Uint32Array;
      for (let at = y * widthPx + left; at < y * widthPx + right; at += 1) {
        const slope = Math.abs((grey[at + step] ?? 0) - (grey[at - step] ?? 0));
        histogram[slope] = (histogram[slope] ?? 0) + 1;
      }
    }
  }
  const dark = upper(darkness, count, 0.02);
  if (dark < 18) return null;
  // A diagonal step is longer by the square root of two; all of them go over two steps.
  const steepness = slopes.map((histogram, index) => upper(histogram, count, 0.02) / dark / (index % 2 === 0 ? 2 : 2 * Math.SQRT2));
  return { best: Math.max(...steepness), worst: Math.min(...steepness) };
}

/** The value that a share of all reaches. */
function upper(histogram: Uint32Array, count: number, share: number): number {
  let left = count * share;
  for (let value = 255; value > 0; value -= 1) {
    left -= histogram[value] ?? 0;
    if (left <= 0) return value;
  }
  return 0;
}
