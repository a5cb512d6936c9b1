import sharp from 'sharp';
import type { RgbPicture } from '../../pool/open-picture.ts';

const CARD = { left: 60, top: 76, width: 520, height: 328 } as const;
const PHOTO = { left: 390, top: 120, width: 156, height: 195 } as const;

/** Somebody's photograph on a card that is held before a camera of 640 × 480. No document of any country: it is there to be compared with. */
export async function cardWithFace({ rgb, widthPx, heightPx }: RgbPicture): Promise<Buffer> {
  const photo = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .resize({ width: PHOTO.width, height: PHOTO.height, fit: 'cover' })
    .png()
    .toBuffer();
  const lines = [0, 1, 2, 3, 4].map(
    (line) => `<rect x="92" y="${130 + line * 48}" width="${230 - line * 22}" height="14" fill="#56606c"/>`,
  );
  const card = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#3c4248"/><rect x="${CARD.left}" y="${CARD.top}" width="${CARD.width}" height="${CARD.height}" rx="16" fill="#e6ecf0"/>${lines.join('')}</svg>`;
  return sharp(Buffer.from(card))
    .composite([{ input: photo, left: PHOTO.left, top: PHOTO.top }])
    .jpeg({ quality: 90 })
    .toBuffer();
}
