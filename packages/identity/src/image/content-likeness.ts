import { type Cv, Scope } from './opencv.ts';
import type { Outline } from './picture.ts';
import { flatten } from './rectify.ts';

/** How alike two pictures of a document are, place by place. */
export interface ContentLikeness {
  /** How many places have something to compare on at least one of the two. */
  readonly places: number;
  /** How many of these show something else. */
  readonly unlike: number;
}

/** Laid flat at twice the size that is compared, so that fine print is averaged and not sampled. */
const FLAT = { widthPx: 960, heightPx: 604, upsideDown: false } as const;
const COMPARED = { widthPx: 480, heightPx: 302 } as const;
/** A recorded frame is coarser than a still: what is finer than this is in neither. */
const BLUR_PX = 2.4;
const COLUMNS = 6;
const ROWS = 4;
/** The outer rim is the desk as often as the document. */
const RIM = 0.04;
/** How far corners that were found may be off, and then some. */
const SHIFT_PX = 7;
/** Where lightness varies less on both there is bare paper, and nothing to compare; where it hardly varies on one, that one shows nothing. */
const BARE = 6;
const NOTHING = 1;
/** On generated pictures places of one document were never less alike than 0.95, and those of another's portrait between 0.15 and 0.78. */
const UNLIKE = 0.8;

type Mat = InstanceType<Cv['Mat']>;

/**
 * Normalised cross-correlation (the zero-mean coefficient, Lewis 1995) of each place of one document with where it lies on the other. Light that falls
 * otherwise, or a camera that exposes otherwise, changes nothing; another portrait or other print does.
 */
export function contentLikeness(cv: Cv, one: Outline, other: Outline): ContentLikeness {
  using scope = new Scope();
  const [a, b] = [comparable(cv, scope, one), comparable(cv, scope, other)];
  const found: number[] = [];
  const [width, height] = [(COMPARED.widthPx * (1 - 2 * RIM)) / COLUMNS, (COMPARED.heightPx * (1 - 2 * RIM)) / ROWS];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const [x, y] = [COMPARED.widthPx * RIM + column * width, COMPARED.heightPx * RIM + row * height].map(Math.round) as [number, number];
      const place = { x, y, width: Math.floor(width), height: Math.floor(height) };
      const likeness = placeLikeness(cv, a, b, place);
      if (likeness !== null) found.push(likeness);
    }
  }
  return { places: found.length, unlike: found.filter((likeness) => likeness < UNLIKE).length };
}

function comparable(cv: Cv, scope: Scope, { picture, corners }: Outline): Mat {
  const { grey } = flatten(cv, picture, corners, FLAT);
  const whole = scope.keep(cv.matFromArray(grey.heightPx, grey.widthPx, cv.CV_8UC1, grey.grey as unknown as number[]));
  const small = scope.keep(new cv.Mat());
  cv.resize(whole, small, new cv.Size(COMPARED.widthPx, COMPARED.heightPx), 0, 0, cv.INTER_AREA);
  cv.GaussianBlur(small, small, new cv.Size(0, 0), BLUR_PX);
  return small;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The best of all shifts; null where both are bare. */
function placeLikeness(cv: Cv, a: Mat, b: Mat, { x, y, width, height }: Place): number | null {
  using scope = new Scope();
  const left = Math.max(0, x - SHIFT_PX);
  const top = Math.max(0, y - SHIFT_PX);
  const right = Math.min(COMPARED.widthPx, x + width + SHIFT_PX);
  const bottom = Math.min(COMPARED.heightPx, y + height + SHIFT_PX);
  const sought = scope.keep(a.roi(new cv.Rect(x, y, width, height)));
  const around = scope.keep(b.roi(new cv.Rect(left, top, right - left, bottom - top)));
  const varied = [variation(cv, sought), variation(cv, around)];
  if (Math.max(...varied) < BARE) return null;
  if (Math.min(...varied) < NOTHING) return 0;
  const likeness = scope.keep(new cv.Mat());
  cv.matchTemplate(around, sought, likeness, cv.TM_CCOEFF_NORMED);
  return Math.max(...(likeness.data32F as Float32Array));
}

function variation(cv: Cv, part: Mat): number {
  using scope = new Scope();
  const [mean, deviation] = [scope.keep(new cv.Mat()), scope.keep(new cv.Mat())];
  cv.meanStdDev(part, mean, deviation);
  return deviation.data64F[0] ?? 0;
}
