import sharp from 'sharp';
import type { RgbPicture } from '../../pool/open-picture.ts';

/** Two people before one camera: the middle half of each picture. A JPEG. */
export async function besideEachOther(one: RgbPicture, other: RgbPicture): Promise<Buffer> {
  const half = ({ rgb, widthPx, heightPx }: RgbPicture) =>
    sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
      .extract({ left: Math.round(widthPx / 4), top: 0, width: Math.round(widthPx / 2), height: heightPx })
      .png()
      .toBuffer();
  const { widthPx: width, heightPx: height } = one;
  return sharp({ create: { width, height, channels: 3, background: '#000' } })
    .composite([
      { input: await half(one), left: 0, top: 0 },
      { input: await half(other), left: Math.round(width / 2), top: 0 },
    ])
    .jpeg({ quality: 85 })
    .toBuffer();
}
