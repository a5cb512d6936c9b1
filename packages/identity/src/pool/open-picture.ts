import sharp from 'sharp';
import { gatePicture, PICTURE_LIMITS, PictureRefused } from './picture-gate.ts';

/** A decoded picture: three bytes a pixel, red, green, blue, row by row from the top. */
export interface RgbPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** Opens a picture as it is meant to be seen, no side longer than `maxSidePx`. @throws PictureRefused */
export async function openPicture(bytes: Uint8Array, maxSidePx: number): Promise<RgbPicture> {
  gatePicture(bytes);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: PICTURE_LIMITS.pixels, failOn: 'error', animated: false })
      .autoOrient()
      .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { widthPx: info.width, heightPx: info.height, rgb: info.channels === 1 ? threeFold(data) : data };
  } catch (error) {
    throw new PictureRefused('broken', { cause: error });
  }
}

function threeFold(gray: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(gray.length * 3);
  for (let index = 0; index < gray.length; index++) rgb.fill(gray[index] ?? 0, index * 3, index * 3 + 3);
  return rgb;
}
