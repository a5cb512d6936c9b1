import sharp, { type CreateRaw } from 'sharp';
import { type Cv, openCv, Scope } from '../../image/opencv.ts';
import type { DrawnDocument } from '../documents/card-canvas.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { drawDesk, type Point } from './desk.ts';
import type { Conditions } from './levels.ts';
import { expose } from './expose.ts';

/** What a camera would have delivered, and where the document's corners are in it (top left first, clockwise, in pixels). */
export interface TakenPicture {
  readonly jpeg: Buffer;
  readonly corners: readonly Point[];
}

export async function takePicture(document: DrawnDocument, conditions: Conditions, random: SeededRandom): Promise<TakenPicture> {
  const { cv } = await openCv();
  const { width, height } = conditions;
  const corners = cornersOf(document, conditions, random);
  const seen = projected(cv, document, await coarsened(document, corners), corners, conditions);
  const pixels = expose({ seen, desk: drawDesk(random, width, height, corners), corners, conditions, random });
  const seenThroughLens = shaken(cv, await outOfFocus(pixels, conditions), conditions, random);
  addNoise(seenThroughLens, conditions.noise, random);
  const jpeg = await sharp(seenThroughLens, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: conditions.jpegQuality })
    .toBuffer();
  return { jpeg, corners };
}

/** The document in the middle of the frame, turned, and with every corner a little nearer or farther than it should be. */
function cornersOf(
  document: DrawnDocument,
  { width, height, fill, turnDegrees, tilt, cutOff = 0 }: Conditions,
  random: SeededRandom,
): Point[] {
  const scale = Math.min((fill * width) / document.width, (fill * height) / document.height);
  const [across, down] = [document.width * scale, document.height * scale];
  const turn = (turnDegrees * Math.PI) / 180;
  const free = (1 - fill) / 4;
  const middleX = cutOff === 0 ? width * (0.5 + random.between(-free, free)) : across * (0.5 - cutOff);
  const middleY = height * (0.5 + random.between(-free, free));
  const strayed = SIDES.map(([sideX, sideY]): Point => {
    const [x, y] = [(sideX * across) / 2, (sideY * down) / 2];
    const stray = () => random.between(-tilt, tilt) / 2;
    return [x * Math.cos(turn) - y * Math.sin(turn) + stray() * across, x * Math.sin(turn) + y * Math.cos(turn) + stray() * down];
  });
  return cutOff === 0 ? inside(strayed, width, height, middleX, middleY) : strayed.map(([x, y]) => [middleX + x, middleY + y]);
}

const SIDES = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/** Farther away where a turned document would not fit, and moved back into the frame: whoever follows a guide sees all of it. */
function inside(corners: readonly Point[], width: number, height: number, middleX: number, middleY: number): Point[] {
  const margin = 0.02 * height;
  const span = (axis: 0 | 1) => Math.max(...corners.map((corner) => corner[axis])) - Math.min(...corners.map((corner) => corner[axis]));
  const shrink = Math.min(1, (width - 2 * margin) / span(0), (height - 2 * margin) / span(1));
  const placed = (axis: 0 | 1, middle: number, room: number) => {
    const values = corners.map((corner) => corner[axis] * shrink);
    const lowest = margin - Math.min(...values);
    const highest = room - margin - Math.max(...values);
    return Math.min(Math.max(middle, lowest), highest);
  };
  const [x, y] = [placed(0, middleX, width), placed(1, middleY, height)];
  return corners.map((corner) => [x + corner[0] * shrink, y + corner[1] * shrink]);
}

/** What is finer than the frame's pixels is taken away, as a lens and a sensor do; RGBA in the document's own size. */
async function coarsened({ rgba, width, height }: DrawnDocument, corners: readonly Point[]): Promise<Uint8Array | Uint8ClampedArray> {
  const [[left = 0, top = 0] = [], [right = 0, level = 0] = []] = corners as [Point, Point];
  const shrinking = width / Math.hypot(right - left, level - top);
  return shrinking > 1.2 ? blurred(rgba, { width, height, channels: 4 }, 0.4 * shrinking) : rgba;
}

/** The document's picture as it lies in the frame, RGBA in the frame's size. */
function projected(
  cv: Cv,
  document: DrawnDocument,
  rgba: Uint8Array | Uint8ClampedArray,
  corners: readonly Point[],
  { width, height }: Conditions,
): Uint8Array {
  using scope = new Scope();
  const source = scope.keep(cv.matFromArray(document.height, document.width, cv.CV_8UC4, rgba as unknown as number[]));
  const from = scope.keep(
    cv.matFromArray(4, 1, cv.CV_32FC2, [0, 0, document.width, 0, document.width, document.height, 0, document.height]),
  );
  const to = scope.keep(cv.matFromArray(4, 1, cv.CV_32FC2, corners.flat()));
  const seen = scope.keep(new cv.Mat());
  cv.warpPerspective(
    source,
    seen,
    scope.keep(cv.getPerspectiveTransform(from, to)),
    new cv.Size(width, height),
    cv.INTER_LINEAR,
    cv.BORDER_CONSTANT,
    new cv.Scalar(0, 0, 0, 0),
  );
  return (seen.data as Uint8Array).slice();
}

/** Of a frame as high as this a lens blurs and a hand moves as many pixels as the conditions say. */
const HEIGHT_OF_LENGTHS = 720;

/** What is blurred by less than this, in pixels, stays what it is: the next pixel has a four-hundredth of a share in it. */
const LEAST_SIGMA = 0.3;

async function outOfFocus(rgb: Uint8Array, { width, height, defocusPixels }: Conditions): Promise<Uint8Array> {
  const sigma = (defocusPixels * height) / HEIGHT_OF_LENGTHS;
  return sigma < LEAST_SIGMA ? rgb : blurred(rgb, { width, height, channels: 3 }, sigma);
}

/** By the native library: OpenCV's WebAssembly takes four times as long for it. With whole numbers its weights do not add up to one, and white is no longer white. */
const blurred = (pixels: Uint8Array | Uint8ClampedArray, raw: CreateRaw, sigma: number): Promise<Uint8Array> =>
  sharp(pixels, { raw }).blur({ sigma, minAmplitude: 0.01, precision: 'float' }).raw().toBuffer();

/** Moved while the shutter was open. */
function shaken(cv: Cv, rgb: Uint8Array, { width, height, motionPixels }: Conditions, random: SeededRandom): Uint8Array {
  if (motionPixels === undefined) return rgb;
  using scope = new Scope();
  const picture = scope.keep(cv.matFromArray(height, width, cv.CV_8UC3, rgb as unknown as number[]));
  const length = Math.round((motionPixels * height) / HEIGHT_OF_LENGTHS) | 1;
  const kernel = scope.keep(cv.Mat.zeros(length, length, cv.CV_32F));
  const angle = random.between(0, Math.PI);
  const steps = 4 * length;
  for (let step = 0; step < steps; step += 1) {
    const along = (step / (steps - 1) - 0.5) * (length - 1);
    const [row, column] = [Math.round((length - 1) / 2 + along * Math.sin(angle)), Math.round((length - 1) / 2 + along * Math.cos(angle))];
    const cell = kernel.floatPtr(row, column) as Float32Array;
    cell[0] = (cell[0] ?? 0) + 1 / steps;
  }
  cv.filter2D(picture, picture, -1, kernel);
  return (picture.data as Uint8Array).slice();
}

/** The same noise goes on for so many values. */
const ROW = 3840;

function addNoise(rgb: Uint8Array, deviation: number, random: SeededRandom): void {
  // Drawing three numbers a pixel would take longer than everything else: a table is read from another place in every row.
  const table = Float32Array.from({ length: 16_384 }, () => random.gauss() * deviation);
  let from = random.whole(0, 16_383);
  for (let start = 0; start < rgb.length; start += ROW) {
    from = random.whole(0, 16_383);
    const end = Math.min(rgb.length, start + ROW);
    for (let index = start; index < end; index += 1) {
      const value = (rgb[index] ?? 0) + (table[(from + index) & 16_383] ?? 0);
      rgb[index] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
