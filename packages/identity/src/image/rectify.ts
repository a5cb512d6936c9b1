import { type Cv, Scope } from './opencv.ts';
import type { Corners, GreyPicture, Point, Region, RgbPicture } from './picture.ts';
import type { FieldBox } from '../documents/reading.ts';

/** A document seen straight from above, and the way back from it to the picture. */
export interface FlatDocument {
  readonly grey: GreyPicture;
  readonly rgb: RgbPicture;
  /** How many pixels of the picture one of the flat document's is made of, along its upper side; under 1 it was enlarged. */
  readonly resolution: number;
  /** Where a region lies in the picture: the smallest upright box around it, in shares of the picture. */
  readonly boxOf: (region: Region) => FieldBox;
}

interface FlatSize {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The corner that was thought to be the first is the third. */
  readonly upsideDown: boolean;
}

/** Lays a document flat. */
export function flatten(cv: Cv, picture: RgbPicture, corners: Corners, { widthPx, heightPx, upsideDown }: FlatSize): FlatDocument {
  using scope = new Scope();
  const [a, b, c, d] = corners;
  const ordered = upsideDown ? [c, d, a, b] : [a, b, c, d];
  const source = scope.keep(cv.matFromArray(picture.heightPx, picture.widthPx, cv.CV_8UC3, picture.rgb as unknown as number[]));
  const inPicture = scope.keep(
    cv.matFromArray(
      4,
      1,
      cv.CV_32FC2,
      ordered.flatMap(({ x, y }) => [x, y]),
    ),
  );
  const inFlat = scope.keep(cv.matFromArray(4, 1, cv.CV_32FC2, [0, 0, widthPx, 0, widthPx, heightPx, 0, heightPx]));
  const flat = scope.keep(new cv.Mat());
  const size = new cv.Size(widthPx, heightPx);
  cv.warpPerspective(
    source,
    flat,
    scope.keep(cv.getPerspectiveTransform(inPicture, inFlat)),
    size,
    cv.INTER_CUBIC,
    cv.BORDER_REPLICATE,
    new cv.Scalar(),
  );
  const grey = scope.keep(new cv.Mat());
  cv.cvtColor(flat, grey, cv.COLOR_RGB2GRAY);
  const back = Array.from(scope.keep(cv.getPerspectiveTransform(inFlat, inPicture)).data64F as Float64Array);
  const across = Math.hypot(b.x - a.x, b.y - a.y);
  return {
    grey: { widthPx, heightPx, grey: Uint8Array.from(grey.data as Uint8Array) },
    rgb: { widthPx, heightPx, rgb: Uint8Array.from(flat.data as Uint8Array) },
    resolution: across / widthPx,
    boxOf: (region) => boxAround(region, back, widthPx, heightPx, picture),
  };
}

function boxAround(
  { x, y, width, height }: Region,
  back: readonly number[],
  widthPx: number,
  heightPx: number,
  picture: RgbPicture,
): FieldBox {
  const [m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 1] = back;
  const points = (
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ] as const
  ).map(([shareX, shareY]): Point => {
    const [flatX, flatY] = [shareX * widthPx, shareY * heightPx];
    const depth = m6 * flatX + m7 * flatY + m8;
    return { x: (m0 * flatX + m1 * flatY + m2) / depth / picture.widthPx, y: (m3 * flatX + m4 * flatY + m5) / depth / picture.heightPx };
  });
  const inside = (value: number) => Math.min(1, Math.max(0, value));
  const [left, right] = [Math.min(...points.map((each) => each.x)), Math.max(...points.map((each) => each.x))].map(inside) as [
    number,
    number,
  ];
  const [top, bottom] = [Math.min(...points.map((each) => each.y)), Math.max(...points.map((each) => each.y))].map(inside) as [
    number,
    number,
  ];
  return { x: left, y: top, width: right - left, height: bottom - top };
}
