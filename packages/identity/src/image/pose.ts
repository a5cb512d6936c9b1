import { type Corners, distanceOf, type Outline, type Point } from './picture.ts';

/** A hand that holds a document still moves it by less within a second: shares of the document's size. */
const MOST_TURNED = 0.16;
/** How far its middle may wander, in shares of the picture's diagonal, and by how much it may come closer. */
const MOST_MOVED = 0.2;
const MOST_SCALED = 1.5;
/** Pictures of two forms were cut from the sensor differently: where something lies in one says nothing of the other. */
const SAME_FORM = 0.03;

/**
 * Whether a document is held alike in two pictures. How it is turned and tilted survives another resolution and another cut; where it lies and how large
 * it is are compared only where both pictures have one form.
 */
export function isHeldAlike(one: Outline, other: Outline): boolean {
  if (turned(one.corners, other.corners) > MOST_TURNED) return false;
  const [formOne, formOther] = [one, other].map(({ picture }) => picture.widthPx / picture.heightPx) as [number, number];
  if (Math.abs(formOne - formOther) > SAME_FORM * formOther) return true;
  const [a, b] = [placed(one), placed(other)];
  const scaled = a.size / b.size;
  return distanceOf(a.middle, b.middle) <= MOST_MOVED && scaled <= MOST_SCALED && scaled >= 1 / MOST_SCALED;
}

/** The farthest that a corner lies from its counterpart, once both have one middle and one size. */
function turned(one: Corners, other: Corners): number {
  const [a, b] = [centred(one), centred(other)];
  return Math.max(...a.map((corner, index) => distanceOf(corner, b[index] as Point)));
}

function centred(corners: Corners): readonly Point[] {
  const middle = middleOf(corners);
  const size = sizeOf(corners, middle);
  return corners.map(({ x, y }) => ({ x: (x - middle.x) / size, y: (y - middle.y) / size }));
}

/** In shares of the picture's diagonal. */
function placed({ picture, corners }: Outline): { readonly middle: Point; readonly size: number } {
  const diagonal = Math.hypot(picture.widthPx, picture.heightPx);
  const middle = middleOf(corners);
  return { middle: { x: middle.x / diagonal, y: middle.y / diagonal }, size: sizeOf(corners, middle) / diagonal };
}

const middleOf = (corners: Corners): Point => ({
  x: corners.reduce((sum, { x }) => sum + x / 4, 0),
  y: corners.reduce((sum, { y }) => sum + y / 4, 0),
});

const sizeOf = (corners: Corners, middle: Point): number => corners.reduce((sum, corner) => sum + distanceOf(corner, middle) / 4, 0);
