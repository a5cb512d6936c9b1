import type { RgbPicture } from '../../pool/open-picture.ts';
import type { Point } from '../engine.ts';

/** Where eyes, nose and corners of the mouth lie in the square of 112 pixels that ArcFace-like models are trained on (InsightFace's reference points). */
const REFERENCE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
export const ALIGNED_PX = 112;

/**
 * The face turned upright and cut out, red, green and blue planes after one another, each value (v − 127) / 128. The similarity transform is that of least
 * squares (Umeyama 1991 without reflection).
 */
export function alignedFace({ rgb, widthPx, heightPx }: RgbPicture, five: readonly Point[]): Float32Array {
  const [a, b, moveX, moveY] = similarity(REFERENCE, five);
  const planes = new Float32Array(3 * ALIGNED_PX * ALIGNED_PX);
  for (let y = 0; y < ALIGNED_PX; y++)
    for (let x = 0; x < ALIGNED_PX; x++) {
      const sourceX = clamp(a * x - b * y + moveX, widthPx);
      const sourceY = clamp(b * x + a * y + moveY, heightPx);
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const shareX = sourceX - left;
      const shareY = sourceY - top;
      for (let channel = 0; channel < 3; channel++) {
        const at = (row: number, column: number): number => rgb[(row * widthPx + column) * 3 + channel] ?? 0;
        const upper = at(top, left) * (1 - shareX) + at(top, left + 1) * shareX;
        const lower = at(top + 1, left) * (1 - shareX) + at(top + 1, left + 1) * shareX;
        planes[channel * ALIGNED_PX * ALIGNED_PX + y * ALIGNED_PX + x] = (upper * (1 - shareY) + lower * shareY - 127) / 128;
      }
    }
  return planes;
}

const clamp = (value: number, size: number): number => Math.min(Math.max(0, value), size - 1.001);

/** The turn, scale and move that bring `from` onto `to`: x' = a·x − b·y + moveX, y' = b·x + a·y + moveY. */
function similarity(from: readonly Point[], to: readonly Point[]): readonly [a: number, b: number, moveX: number, moveY: number] {
  const [fromX, fromY] = centre(from);
  const [toX, toY] = centre(to);
  let along = 0;
  let across = 0;
  let size = 0;
  for (const [index, [x, y]] of from.entries()) {
    const [otherX, otherY] = to[index] ?? [0, 0];
    const [u, v, p, q] = [x - fromX, y - fromY, otherX - toX, otherY - toY];
    along += u * p + v * q;
    across += u * q - v * p;
    size += u * u + v * v;
  }
  const a = along / size;
  const b = across / size;
  return [a, b, toX - a * fromX + b * fromY, toY - b * fromX - a * fromY];
}

function centre(points: readonly Point[]): Point {
  const [x, y] = points.reduce<Point>(([sumX, sumY], [px, py]) => [sumX + px, sumY + py], [0, 0]);
  return [x / points.length, y / points.length];
}
