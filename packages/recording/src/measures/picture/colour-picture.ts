import type { GrayPicture } from './measure-picture.ts';

/** Red, green and blue of each pixel, row by row, 8 bits each. */
export interface ColourPicture {
  readonly rgb: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Its light alone (ITU-R BT.601 weights, in 256ths). */
export function grayOf({ rgb, widthPx, heightPx }: ColourPicture): GrayPicture {
  const gray = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < gray.length; at += 1) {
    gray[at] = (77 * (rgb[3 * at] ?? 0) + 150 * (rgb[3 * at + 1] ?? 0) + 29 * (rgb[3 * at + 2] ?? 0)) >> 8;
  }
  return { gray, widthPx, heightPx };
}
