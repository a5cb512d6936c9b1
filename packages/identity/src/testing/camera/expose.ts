import type { SeededRandom } from '../seeded-random.ts';
import type { Point } from './desk.ts';
import type { Conditions } from './levels.ts';

interface Exposure {
  /** The document as projected into the frame, RGBA. */
  readonly seen: Uint8Array;
  readonly desk: Uint8ClampedArray;
  readonly corners: readonly Point[];
  readonly conditions: Conditions;
  readonly random: SeededRandom;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

/** Document, desk, a thumb and the light on them, as RGB. */
export function expose({ seen, desk, corners, conditions, random }: Exposure): Uint8Array {
  const { width, height, brightness, white = 255 } = conditions;
  const rgb = new Uint8Array(width * height * 3);
  const [slopeX, slopeY] = [random.between(-0.12, 0.12), random.between(-0.12, 0.12)];
  const lamp = lampOf(conditions, corners, random);
  const thumb = thumbOf(conditions, corners, random);
  // Two million pixels a picture: what is the same for a column is worked out once, and what is only document or only desk is not mixed.
  const across = Float64Array.from({ length: width }, (_, x) => 1 + slopeX * (x / width - 0.5));
  for (let y = 0; y < height; y += 1) {
    const down = slopeY * (y / height - 0.5);
    for (let x = 0; x < width; x += 1) {
      const [from, to] = [(y * width + x) * 4, (y * width + x) * 3];
      const light = brightness * ((across[x] ?? 1) + down);
      const shine = lamp === undefined ? 0 : shineOf(distance(lamp, x, y));
      const alpha = thumb !== undefined && distance(thumb, x, y) < 1 ? THUMB : (seen[from + 3] ?? 0);
      if (alpha === 255 || alpha === 0) {
        const below = alpha === 255 ? seen : desk;
        rgb[to] = Math.min(white, (below[from] ?? 0) * light + shine);
        rgb[to + 1] = Math.min(white, (below[from + 1] ?? 0) * light + shine);
        rgb[to + 2] = Math.min(white, (below[from + 2] ?? 0) * light + shine);
        continue;
      }
      for (let channel = 0; channel < 3; channel += 1) {
        const mixed = alpha === THUMB ? (SKIN[channel] ?? 0) : over(alpha / 255, seen[from + channel] ?? 0, desk[from + channel] ?? 0);
        rgb[to + channel] = Math.min(white, mixed * light + shine);
      }
    }
  }
  return rgb;
}

const THUMB = -1;

const over = (cover: number, document: number, desk: number): number => document * cover + desk * (1 - cover);

/** How much light of a lamp comes back, so far from the middle of its reflection: farther out it is less than the sensor tells apart. */
const shineOf = (far: number): number => (far > 6 ? 0 : 300 * Math.exp(-1.2 * far));

const SKIN = [205, 150, 125];

/** How far from a spot's middle, squared, where its rim is 1. */
const distance = ({ x, y, radiusX, radiusY }: Spot, atX: number, atY: number) => ((atX - x) / radiusX) ** 2 + ((atY - y) / radiusY) ** 2;

/** Where a place on the document, in shares of its sides, lies in the frame; straight lines between corners are near enough for a thumb. */
function onDocument(corners: readonly Point[], shareX: number, shareY: number): Point {
  const [a, b, c, d] = corners as [Point, Point, Point, Point];
  const mix = (from: Point, to: Point, share: number): Point => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  return mix(mix(a, b, shareX), mix(d, c, shareX), shareY);
}

const acrossOf = ([a, b]: readonly Point[]) => (a === undefined || b === undefined ? 0 : Math.hypot(b[0] - a[0], b[1] - a[1]));

/** A lamp's reflection lies over print: beside it, it would not be in anybody's way. */
function lampOf({ glareRadius }: Conditions, corners: readonly Point[], random: SeededRandom): Spot | undefined {
  if (glareRadius === undefined) return undefined;
  const [x, y] = onDocument(corners, random.between(0.2, 0.55), random.between(0.2, 0.85));
  const radius = glareRadius * acrossOf(corners);
  return { x, y, radiusX: radius, radiusY: radius * random.between(0.7, 1) };
}

function thumbOf({ thumb }: Conditions, corners: readonly Point[], random: SeededRandom): Spot | undefined {
  if (thumb === undefined) return undefined;
  const across = acrossOf(corners);
  const [x, y] =
    thumb === 'edge'
      ? onDocument(corners, random.chance(0.5) ? -0.015 : 1.015, random.between(0.35, 0.62))
      : onDocument(corners, random.between(0.2, 0.45), random.between(0.2, 0.9));
  const size = (thumb === 'edge' ? 0.045 : random.between(0.08, 0.11)) * across;
  return { x, y, radiusX: size, radiusY: size * 1.3 };
}
