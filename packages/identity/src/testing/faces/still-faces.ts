import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { SeenFace } from '../../face/look-at-face.ts';
import { openPicture, type RgbPicture } from '../../pool/open-picture.ts';
import type { HeadPlace } from './moved-head.ts';

const require = createRequire(import.meta.url);
const FACE_API = dirname(require.resolve('@vladmandic/face-api/package.json'));

/** People of the group pictures that come with `@vladmandic/face-api`, who look ahead: file, and where their head and shoulders lie in it, in pixels of 1280 across. */
const PLACES = {
  bea: { file: 'sample6.jpg', left: 40, top: 230, width: 400, height: 300 },
  dana: { file: 'sample6.jpg', left: 680, top: 190, width: 300, height: 225 },
  eve: { file: 'sample6.jpg', left: 925, top: 150, width: 340, height: 255 },
  // So unlike the others that every engine is sure of it.
  fay: { file: 'sample5.jpg', left: 393, top: 18, width: 360, height: 270 },
} as const;
export type Person = keyof typeof PLACES;
/** Who plays a part in stories that are made up. */
export const PEOPLE: readonly Person[] = ['bea', 'dana', 'eve'];

const WIDTH_PX = 640;
const HEIGHT_PX = 480;

/** Somebody before a camera of 640 × 480: a public picture from an installed package, never one of ours. */
export async function stillOf(person: Person): Promise<RgbPicture> {
  const { file, ...cut } = PLACES[person];
  const wide = await sharp(join(FACE_API, 'demo', file))
    .resize({ width: 1280 })
    .toBuffer();
  return openPicture(await sharp(wide).extract(cut).resize(WIDTH_PX, HEIGHT_PX).png().toBuffer(), WIDTH_PX);
}

export const jpegOf = ({ rgb, widthPx, heightPx }: RgbPicture): Promise<Buffer> =>
  sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();

/** Where a face that was measured can be moved. @throws where it was not measured */
export function placeOf({ shape, widthPx }: SeenFace): HeadPlace {
  const [, , nose, left, right] = shape?.five ?? [];
  if (nose === undefined || left === undefined || right === undefined) throw new Error('There is no face to be moved');
  return {
    centre: nose,
    radiusPx: widthPx / 2,
    mouth: [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2],
    mouthWidthPx: right[0] - left[0],
  };
}
