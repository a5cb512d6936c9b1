import type { RgbPicture } from '../pool/open-picture.ts';
import type { FaceBox } from './engine.ts';

export interface PictureQuality {
  /** Mean luminance of the part, 0 … 255. */
  readonly brightness: number;
  /** Variance of the Laplacian over that of the picture, on a grid of at most 96 points a side: below some hundredths it is blurred. */
  readonly sharpness: number;
  /** Share of the part that is burnt out. */
  readonly glare: number;
}

const GRID = 96;
const BURNT = 250;

/** How good a part of a picture is to look at. */
export function qualityOf({ rgb, widthPx, heightPx }: RgbPicture, box: FaceBox): PictureQuality {
  const left = Math.floor(box.x * widthPx);
  const top = Math.floor(box.y * heightPx);
  const width = Math.max(3, Math.min(widthPx - left, Math.round(box.width * widthPx)));
  const height = Math.max(3, Math.min(heightPx - top, Math.round(box.height * heightPx)));
  const step = Math.max(1, Math.floor(Math.max(width, height) / GRID));
  const columns = Math.floor(width / step);
  const rows = Math.floor(height / step);
  const gray = new Float32Array(columns * rows);
  let burnt = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = ((top + row * step) * widthPx + left + column * step) * 3;
      // Rec. ITU-R BT.601 luma.
      const value = 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
      gray[row * columns + column] = value;
      if (value >= BURNT) burnt += 1;
    }
  const { mean, variance } = spread(gray);
  const edges = new Float32Array(Math.max(0, (columns - 2) * (rows - 2)));
  for (let row = 1; row < rows - 1; row++)
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      const around = (gray[at - 1] ?? 0) + (gray[at + 1] ?? 0) + (gray[at - columns] ?? 0) + (gray[at + columns] ?? 0);
      edges[(row - 1) * (columns - 2) + column - 1] = around - 4 * (gray[at] ?? 0);
    }
  return { brightness: mean, sharpness: spread(edges).variance / Math.max(1, variance), glare: burnt / Math.max(1, gray.length) };
}

function spread(values: Float32Array): { readonly mean: number; readonly variance: number } {
  if (values.length === 0) return { mean: 0, variance: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}
