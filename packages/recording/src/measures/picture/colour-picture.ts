import type { GrayPicture } from './measure-picture.ts';

/**
 * The light of each pixel, row by row, then both colour differences (blue, red) of each two by two of them: 8 bits each, full range. As a decoder gives it:
 * most pictures are only measured, and never become red, green and blue.
 */
export interface ColourPicture {
  readonly planes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How many bytes the planes of a picture of this size have. */
export function planesBytes(widthPx: number, heightPx: number): number {
  return widthPx * heightPx + 2 * Math.ceil(widthPx / 2) * Math.ceil(heightPx / 2);
}

/** Its light alone, which is not copied. */
export function grayOf({ planes, widthPx, heightPx }: ColourPicture): GrayPicture {
  return { gray: planes.subarray(0, widthPx * heightPx), widthPx, heightPx };
}

/** Red, green and blue of each pixel, row by row (ITU-T T.871, 7: BT.601 at full range). */
export function rgbOf({ planes, widthPx, heightPx }: ColourPicture): Uint8Array {
  const rgb = new Uint8ClampedArray(widthPx * heightPx * 3);
  const halfWidth = Math.ceil(widthPx / 2);
  const blueFrom = widthPx * heightPx;
  const redFrom = blueFrom + halfWidth * Math.ceil(heightPx / 2);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const at = y * widthPx + x;
      const half = (y >> 1) * halfWidth + (x >> 1);
      const [light, blue, red] = [planes[at] ?? 0, (planes[blueFrom + half] ?? 128) - 128, (planes[redFrom + half] ?? 128) - 128];
      rgb[3 * at] = light + 1.402 * red;
      rgb[3 * at + 1] = light - 0.344136 * blue - 0.714136 * red;
      rgb[3 * at + 2] = light + 1.772 * blue;
    }
  }
  return new Uint8Array(rgb.buffer);
}
