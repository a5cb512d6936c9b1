import { areaOf, type Corners, distanceOf, type GreyPicture, type Point } from './picture.ts';

/** How many places along a side are looked at. Nothing is looked for near to the corners, which are round. */
const PLACES = 48;
const FROM = 0.08;

export interface RefinedCorners {
  readonly corners: Corners;
  /** What share of the places along the least supported side lies on a line. */
  readonly support: number;
}

/**
 * Corners to a fraction of a pixel: along each side the steepest change of lightness across it is looked for, a line is laid through most of these
 * places, and the lines' crossings are the corners. A thumb over a side moves a few places, which then do not count. `reach` is how far off a side
 * its edge may be, as a share of the document's shorter side. Null where no four lines are found near to where they should be.
 */
export function refineCorners(picture: GreyPicture, coarse: Corners, reach: number): RefinedCorners | null {
  const reachPx = reach * Math.min(distanceOf(coarse[0], coarse[1]), distanceOf(coarse[1], coarse[2]));
  const sides = coarse.map((from, index) => sideLine(picture, from, coarse[(index + 1) % 4] as Point, reachPx));
  const corners = coarse.map((_, index) => crossing(sides[(index + 3) % 4]?.line ?? null, sides[index]?.line ?? null));
  if (corners.some((corner, index) => corner === null || distanceOf(corner, coarse[index] as Point) > 3 * reachPx)) return null;
  const refined = corners as unknown as Corners;
  if (Math.abs(areaOf(refined) / areaOf(coarse) - 1) > 0.3) return null;
  return { corners: refined, support: Math.min(...sides.map((side) => side?.support ?? 0)) };
}

/** Points p with normal · p = offset. */
interface Line {
  readonly normalX: number;
  readonly normalY: number;
  readonly offset: number;
}

function sideLine(picture: GreyPicture, from: Point, to: Point, reachPx: number): { line: Line; support: number } | null {
  const length = distanceOf(from, to);
  const [alongX, alongY] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [acrossX, acrossY] = [-alongY, alongX];
  const places: { point: Point; strength: number }[] = [];
  for (let place = 0; place < PLACES; place += 1) {
    const along = length * (FROM + ((1 - 2 * FROM) * place) / (PLACES - 1));
    const [x, y] = [from.x + alongX * along, from.y + alongY * along];
    let best = { point: { x, y }, strength: 0 };
    for (let off = -reachPx; off <= reachPx; off += 1) {
      const at = { x: x + acrossX * off, y: y + acrossY * off };
      const strength = Math.abs(lightness(picture, at, acrossX, acrossY, 2) - lightness(picture, at, acrossX, acrossY, -2));
      if (strength > best.strength) best = { point: at, strength };
    }
    if (best.strength > 6) places.push(best);
  }
  return throughMost(
    places.map(({ point }) => point),
    Math.max(1.2, length * 0.0015),
  );
}

/** The mean of three samples from one side of a place. */
function lightness({ widthPx, heightPx, grey }: GreyPicture, at: Point, acrossX: number, acrossY: number, side: number): number {
  let sum = 0;
  for (let step = 0; step < 3; step += 1) {
    const off = side + Math.sign(side) * step;
    const x = Math.min(widthPx - 1, Math.max(0, Math.round(at.x + acrossX * off)));
    const y = Math.min(heightPx - 1, Math.max(0, Math.round(at.y + acrossY * off)));
    sum += grey[y * widthPx + x] ?? 0;
  }
  return sum / 3;
}

/** The line that most places lie near to, by trying pairs, and then the best one through these. */
function throughMost(places: readonly Point[], tolerance: number): { line: Line; support: number } | null {
  let most: Point[] = [];
  for (let first = 0; first < places.length; first += 1) {
    for (let second = first + 8; second < places.length; second += 5) {
      const near = nearTo(lineThrough(places[first] as Point, places[second] as Point), places, tolerance);
      if (near.length > most.length) most = near;
    }
  }
  if (most.length < PLACES / 5) return null;
  const line = leastSquares(most);
  return { line, support: nearTo(line, places, tolerance).length / PLACES };
}

const nearTo = ({ normalX, normalY, offset }: Line, places: readonly Point[], tolerance: number): Point[] =>
  places.filter(({ x, y }) => Math.abs(normalX * x + normalY * y - offset) < tolerance);

function lineThrough(a: Point, b: Point): Line {
  const length = distanceOf(a, b) || 1;
  const [normalX, normalY] = [-(b.y - a.y) / length, (b.x - a.x) / length];
  return { normalX, normalY, offset: normalX * a.x + normalY * a.y };
}

/** Through the mean, along the direction in which the places spread most. */
function leastSquares(places: readonly Point[]): Line {
  const meanX = places.reduce((sum, { x }) => sum + x, 0) / places.length;
  const meanY = places.reduce((sum, { y }) => sum + y, 0) / places.length;
  let [xx, xy, yy] = [0, 0, 0];
  for (const { x, y } of places) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const direction = Math.atan2(2 * xy, xx - yy) / 2;
  const [normalX, normalY] = [-Math.sin(direction), Math.cos(direction)];
  return { normalX, normalY, offset: normalX * meanX + normalY * meanY };
}

function crossing(a: Line | null, b: Line | null): Point | null {
  if (a === null || b === null) return null;
  const determinant = a.normalX * b.normalY - a.normalY * b.normalX;
  if (Math.abs(determinant) < 0.2) return null;
  return {
    x: (a.offset * b.normalY - b.offset * a.normalY) / determinant,
    y: (a.normalX * b.offset - b.normalX * a.offset) / determinant,
  };
}
