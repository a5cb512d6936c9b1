import { type Cv, Scope } from './opencv.ts';
import { areaOf, type Corners, distanceOf, type Point, type RgbPicture } from './picture.ts';
import { refineCorners } from './refine-corners.ts';

/** Width by height of ISO/IEC 7810 ID-1 (cards) and ID-3 (passport pages). */
export const ASPECTS = { id1: 85.6 / 53.98, id3: 125 / 88 } as const;

export interface Located {
  readonly corners: Corners;
  /** From 0; over 0.8 nothing speaks against it. */
  readonly score: number;
}

/** Contours are looked for in a picture of this size: what is finer is print. */
const SEARCH_SIDE_PX = 640;

/** Where a document lies, its long side as the upper one; null where nothing of its form is seen. Whether it stands on its head is for the reader to find out. */
export function locateDocument(cv: Cv, picture: RgbPicture, aspects: readonly number[] = Object.values(ASPECTS)): Located | null {
  using scope = new Scope();
  const source = scope.keep(cv.matFromArray(picture.heightPx, picture.widthPx, cv.CV_8UC3, picture.rgb as unknown as number[]));
  const scale = SEARCH_SIDE_PX / Math.max(picture.widthPx, picture.heightPx);
  const small = scope.keep(new cv.Mat());
  cv.resize(source, small, new cv.Size(Math.round(picture.widthPx * scale), Math.round(picture.heightPx * scale)), 0, 0, cv.INTER_AREA);
  const grey = scope.keep(new cv.Mat());
  cv.cvtColor(source, grey, cv.COLOR_RGB2GRAY);
  const full = { widthPx: picture.widthPx, heightPx: picture.heightPx, grey: grey.data as Uint8Array };
  let best: Located | null = null;
  for (const coarse of distinct(candidates(cv, small), aspects, small.cols, small.rows)) {
    if (best !== null && best.score >= BEYOND_DOUBT) break;
    const inPicture = coarse.map(({ x, y }) => ({ x: x / scale, y: y / scale })) as unknown as Corners;
    for (const reach of REACHES) {
      const wide = refineCorners(full, inPicture, reach);
      const refined = wide === null ? null : (refineCorners(full, wide.corners, FINE_REACH) ?? wide);
      if (refined === null) continue;
      const supported = Math.min(1, refined.support / FULL_SUPPORT) * evenness(picture, refined.corners);
      const score = likeness(refined.corners, aspects, picture.widthPx, picture.heightPx) * supported;
      if (score > (best?.score ?? LEAST_SCORE)) best = { corners: longSideUp(refined.corners), score };
    }
  }
  return best;
}

/** How far a side's edge may be from where the outline had it: little, and where a thumb spoilt the outline, a lot. Shares of the shorter side. */
const REACHES = [0.03, 0.11] as const;
const FINE_REACH = 0.012;
/** With this share of every side on a line nothing is missing: a thumb may hide a third. */
const FULL_SUPPORT = 0.62;
const LEAST_SCORE = 0.45;
/** Nothing better is looked for. */
const BEYOND_DOUBT = 0.97;
/** So many outlines are looked at closely. */
const OUTLINES = 9;

/** How far inside its sides a document is bare paper, and how far apart its lightness may be there, in each channel. */
const RIM = 0.022;
const RIM_TOLERANCE = 48;

/** What share of the places just inside the sides looks like the others: an outline that reaches over the desk has another colour there. */
function evenness({ widthPx, heightPx, rgb }: RgbPicture, [a, b, c, d]: Corners): number {
  const at = (shareX: number, shareY: number) => {
    const x = (a.x * (1 - shareX) + b.x * shareX) * (1 - shareY) + (d.x * (1 - shareX) + c.x * shareX) * shareY;
    const y = (a.y * (1 - shareX) + b.y * shareX) * (1 - shareY) + (d.y * (1 - shareX) + c.y * shareX) * shareY;
    const pixel = (Math.max(0, Math.min(heightPx - 1, Math.round(y))) * widthPx + Math.max(0, Math.min(widthPx - 1, Math.round(x)))) * 3;
    return [rgb[pixel] ?? 0, rgb[pixel + 1] ?? 0, rgb[pixel + 2] ?? 0] as const;
  };
  const along = Array.from({ length: 24 }, (_, index) => 0.08 + (0.84 * index) / 23);
  const colours = along.flatMap((share) => [at(share, RIM), at(share, 1 - RIM), at(RIM, share), at(1 - RIM, share)]);
  const middle = [0, 1, 2].map(
    (channel) => colours.map((colour) => colour[channel] ?? 0).toSorted((p, q) => p - q)[colours.length / 2] ?? 0,
  );
  const like = colours.filter((colour) => colour.every((value, channel) => Math.abs(value - (middle[channel] ?? 0)) < RIM_TOLERANCE));
  return Math.min(1, like.length / colours.length / 0.9);
}

/** The likeliest outlines of which no two are the same. */
function distinct(found: readonly Corners[], aspects: readonly number[], width: number, height: number): Corners[] {
  const byLikeness = found
    .map((corners) => ({ corners, score: likeness(corners, aspects, width, height) }))
    .toSorted((a, b) => b.score - a.score);
  const kept: Corners[] = [];
  for (const { corners, score } of byLikeness) {
    if (score < 0.3 || kept.length === OUTLINES) break;
    const known = kept.some((other) => other.every((corner, index) => distanceOf(corner, corners[index] as Point) < 0.012 * width));
    if (!known) kept.push(corners);
  }
  return kept;
}

type Mat = InstanceType<Cv['Mat']>;

/** Four-cornered outlines, found by edges at several thresholds and by what stands out from the ground in lightness and in colour. */
function candidates(cv: Cv, small: Mat): Corners[] {
  using scope = new Scope();
  const found: Corners[] = [];
  const channels = scope.keep(new cv.MatVector());
  const lab = scope.keep(new cv.Mat());
  cv.cvtColor(small, lab, cv.COLOR_RGB2Lab);
  cv.split(lab, channels);
  const square = (size: number) => scope.keep(cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(size, size)));
  const [closing, cleaning, growing] = [square(7), square(9), square(3)];
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = scope.keep(channels.get(channel));
    cv.GaussianBlur(plane, plane, new cv.Size(5, 5), 0);
    const mask = scope.keep(new cv.Mat());
    cv.threshold(plane, mask, 0, 255, cv.THRESH_BINARY + cv.THRESH_OTSU);
    cv.morphologyEx(mask, mask, cv.MORPH_CLOSE, cleaning);
    cv.morphologyEx(mask, mask, cv.MORPH_OPEN, cleaning);
    collect(cv, mask, found);
    cv.bitwise_not(mask, mask);
    collect(cv, mask, found);
    for (const [low, high] of channel === 0 ? EDGES : COLOUR_EDGES) {
      cv.Canny(plane, mask, low, high);
      cv.morphologyEx(mask, mask, cv.MORPH_CLOSE, closing);
      cv.dilate(mask, mask, growing);
      collect(cv, mask, found);
    }
  }
  return found;
}

const EDGES = [
  [15, 45],
  [40, 110],
] as const;
const COLOUR_EDGES = [[10, 30]] as const;

function collect(cv: Cv, mask: Mat, found: Corners[]): void {
  using scope = new Scope();
  const contours = scope.keep(new cv.MatVector());
  cv.findContours(mask, contours, scope.keep(new cv.Mat()), cv.RETR_EXTERNAL, cv.CHAIN_APPROX_SIMPLE);
  const least = 0.12 * mask.rows * mask.cols;
  for (let index = 0; index < contours.size(); index += 1) {
    const hull = scope.keep(new cv.Mat());
    const contour = scope.keep(contours.get(index));
    cv.convexHull(contour, hull);
    const area = cv.contourArea(hull);
    if (area < least) continue;
    const fitted = fourCorners(cv, hull, area);
    if (fitted !== null) found.push(fitted);
    found.push(...fromLongSides(cv, contour, area));
  }
}

/** The hull with as many corners taken away as leave four, where these still enclose what it did; its smallest rectangle otherwise. */
function fourCorners(cv: Cv, hull: Mat, area: number): Corners | null {
  using scope = new Scope();
  const around = cv.arcLength(hull, true);
  for (let tolerance = 0.01; tolerance < 0.09; tolerance += 0.008) {
    const simple = scope.keep(new cv.Mat());
    cv.approxPolyDP(hull, simple, tolerance * around, true);
    if (simple.rows > 4) continue;
    if (simple.rows < 4) break;
    const points = Array.from({ length: 4 }, (_, index) => ({ x: simple.data32S[index * 2] ?? 0, y: simple.data32S[index * 2 + 1] ?? 0 }));
    const share = areaOf(points) / area;
    if (share > 0.93 && share < 1.1) return clockwise(points);
    break;
  }
  const box = cv.minAreaRect(hull);
  if (area / (box.size.width * box.size.height) < 0.85) return null;
  return clockwise(
    (cv as unknown as { boxPoints: undefined; RotatedRect: { points: (rect: unknown) => Point[] } }).RotatedRect.points(box),
  );
}

/** How many of an outline's sides may be a document's. */
const LONG_SIDES = 8;

/** Where something else touches the document, four of the common outline's longest sides are its own: every four that enclose most of it are tried. */
function fromLongSides(cv: Cv, contour: Mat, area: number): Corners[] {
  using scope = new Scope();
  const simple = scope.keep(new cv.Mat());
  cv.approxPolyDP(contour, simple, 0.006 * cv.arcLength(contour, true), true);
  const points = Array.from({ length: simple.rows }, (_, index) => ({
    x: simple.data32S[index * 2] ?? 0,
    y: simple.data32S[index * 2 + 1] ?? 0,
  }));
  if (points.length < 5) return [];
  const sides = points
    .map((from, index) => ({ from, to: points[(index + 1) % points.length] as Point, index }))
    .toSorted((a, b) => distanceOf(b.from, b.to) - distanceOf(a.from, a.to))
    .slice(0, LONG_SIDES)
    .toSorted((a, b) => a.index - b.index);
  return foursOf(sides).flatMap((four) => {
    const corners = four.map((side, index) => crossing(side, four[(index + 1) % 4] as (typeof four)[number]));
    if (corners.some((corner) => corner === null)) return [];
    const quad = clockwise(corners as Point[]);
    const share = areaOf(quad) / area;
    return share > 0.45 && share < 1.15 ? [quad] : [];
  });
}

function foursOf<T>(values: readonly T[]): T[][] {
  const count = values.length;
  const fours: T[][] = [];
  for (let mask = 0; mask < 2 ** count; mask += 1) {
    const four = values.filter((_, index) => (mask >> index) % 2 === 1);
    if (four.length === 4) fours.push(four);
  }
  return fours;
}

interface Side {
  readonly from: Point;
  readonly to: Point;
}

/** Where two sides meet when they are drawn out; null where they are nearly parallel. */
function crossing(a: Side, b: Side): Point | null {
  const [ax, ay, bx, by] = [a.to.x - a.from.x, a.to.y - a.from.y, b.to.x - b.from.x, b.to.y - b.from.y];
  const turn = ax * by - ay * bx;
  if (Math.abs(turn) < 0.3 * Math.hypot(ax, ay) * Math.hypot(bx, by)) return null;
  const along = ((b.from.x - a.from.x) * by - (b.from.y - a.from.y) * bx) / turn;
  return { x: a.from.x + along * ax, y: a.from.y + along * ay };
}

/** Clockwise from the corner nearest to the top left. */
function clockwise(points: readonly Point[]): Corners {
  const middle = { x: points.reduce((sum, { x }) => sum + x / 4, 0), y: points.reduce((sum, { y }) => sum + y / 4, 0) };
  const around = points.toSorted((a, b) => Math.atan2(a.y - middle.y, a.x - middle.x) - Math.atan2(b.y - middle.y, b.x - middle.x));
  const first = around.reduce((best, { x, y }, index) => (x + y < (around[best] as Point).x + (around[best] as Point).y ? index : best), 0);
  return [0, 1, 2, 3].map((step) => around[(first + step) % 4]) as unknown as Corners;
}

/** 1 where size, angles, opposite sides and the ratio of the sides are those of a document that is held up to be read. */
function likeness(corners: Corners, aspects: readonly number[], width: number, height: number): number {
  const [a, b, c, d] = corners;
  const [top, right, bottom, left] = [distanceOf(a, b), distanceOf(b, c), distanceOf(c, d), distanceOf(d, a)];
  const [across, down] = [(top + bottom) / 2, (left + right) / 2];
  if (Math.min(across, down) < 40) return 0;
  const aspect = Math.max(across, down) / Math.min(across, down);
  const offAspect = Math.min(...aspects.map((each) => Math.abs(aspect - each) / each));
  const askew = Math.abs(top - bottom) / across + Math.abs(left - right) / down;
  const share = areaOf(corners) / (width * height);
  if (share > 0.97) return 0;
  const slanted = Math.max(0, steepest(corners) - 0.2);
  return 1 - 1.5 * Math.max(0, offAspect - 0.03) - 0.5 * askew - 2 * slanted + 0.3 * Math.min(share, 0.6) - 0.18;
}

/** The cosine of the corner that is farthest from a right angle: 0.2 at 12 degrees, which is how far documents are tilted when they are held up. */
function steepest(corners: Corners): number {
  const cosines = corners.map((corner, index) => {
    const [before, after] = [corners[(index + 3) % 4] as Point, corners[(index + 1) % 4] as Point];
    const dot = (before.x - corner.x) * (after.x - corner.x) + (before.y - corner.y) * (after.y - corner.y);
    return Math.abs(dot) / (distanceOf(before, corner) * distanceOf(after, corner) || 1);
  });
  return Math.max(...cosines);
}

/** A card that is held upright is read with its long side up. */
function longSideUp(corners: Corners): Corners {
  const [a, b, c, d] = corners;
  return distanceOf(a, b) + distanceOf(c, d) >= distanceOf(b, c) + distanceOf(d, a) ? corners : [b, c, d, a];
}

/** Whether something light that is large enough to be a document goes on beyond the frame: said where no whole one was found. */
export function reachesOut(cv: Cv, picture: RgbPicture): boolean {
  using scope = new Scope();
  const source = scope.keep(cv.matFromArray(picture.heightPx, picture.widthPx, cv.CV_8UC3, picture.rgb as unknown as number[]));
  const small = scope.keep(new cv.Mat());
  cv.resize(source, small, new cv.Size(64, Math.round((64 * picture.heightPx) / picture.widthPx)), 0, 0, cv.INTER_AREA);
  cv.cvtColor(small, small, cv.COLOR_RGB2GRAY);
  cv.threshold(small, small, 0, 255, cv.THRESH_BINARY + cv.THRESH_OTSU);
  const light = small.data as Uint8Array;
  const [columns, rows] = [small.cols, small.rows];
  const share = (cells: number[]) => cells.filter((cell) => light[cell] === 255).length / cells.length;
  const column = (x: number) => Array.from({ length: rows }, (_, y) => y * columns + x);
  const row = (y: number) => Array.from({ length: columns }, (_, x) => y * columns + x);
  const touched = [column(0), column(columns - 1), row(0), row(rows - 1)].filter((edge) => share(edge) > 0.2);
  return touched.length > 0 && touched.length < 4 && share(Array.from({ length: columns * rows }, (_, cell) => cell)) > 0.12;
}
