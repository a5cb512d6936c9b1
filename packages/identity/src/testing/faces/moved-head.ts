import type { RgbPicture } from '../../pool/open-picture.ts';
import type { Point } from '../../face/engine.ts';

/** Where the face lies that is to be moved, in pixels; as the engine measures it on the still. */
export interface HeadPlace {
  readonly centre: Point;
  /** Half of the width of the face. */
  readonly radiusPx: number;
  readonly mouth: Point;
  readonly mouthWidthPx: number;
}

export interface HeadMove {
  /** Degrees to the person's own left. */
  readonly yawDeg?: number;
  /** Degrees upward. */
  readonly pitchDeg?: number;
  /** Gap between the lips over the width of the mouth. */
  readonly mouthOpen?: number;
}

const RADIANS = Math.PI / 180;
/** A head is rounder than its face is wide, and higher. */
const BALL = { width: 1.2, height: 1.55, depth: 1 } as const;
/** How far the nose stands out of the ball, and how wide it is: shares of its radius. */
const NOSE = { height: 0.35, width: 0.2 } as const;

/** A still of a person in which the head turns, nods or opens its mouth: the face lies as a skin on a ball, and the ball is turned. */
export function movedHead(still: RgbPicture, place: HeadPlace, { yawDeg = 0, pitchDeg = 0, mouthOpen = 0 }: HeadMove): RgbPicture {
  const opened = mouthOpen > 0 ? withOpenMouth(still, place, mouthOpen) : still;
  const [centreX, centreY] = place.centre;
  const [sizeX, sizeY] = [place.radiusPx * BALL.width, place.radiusPx * BALL.height];
  const [yaw, pitch] = [yawDeg * RADIANS, pitchDeg * RADIANS];
  return mapped(opened, (x, y) => {
    const [u, v] = [(x - centreX) / sizeX, (y - centreY) / sizeY];
    const flat = u * u + v * v;
    if (flat >= 1) return [x, y];
    const depth = Math.sqrt(1 - flat) * BALL.depth + NOSE.height * Math.exp(-flat / NOSE.width ** 2);
    // What is seen here was elsewhere on the ball before it turned; towards its rim the picture stays as it is, so that no seam shows.
    const hold = Math.min(1, (1 - flat) * 5);
    const backU = u * Math.cos(yaw) - depth * Math.sin(yaw);
    const backV = v * Math.cos(pitch) + depth * Math.sin(pitch);
    return [centreX + (u + (backU - u) * hold) * sizeX, centreY + (v + (backV - v) * hold) * sizeY];
  });
}

/** A picture of a person that is itself turned: every point moves as on a sheet of paper, the nose with the cheeks. */
export function tiltedSheet(still: RgbPicture, { yawDeg = 0, pitchDeg = 0 }: HeadMove): RgbPicture {
  const { widthPx, heightPx } = still;
  const distance = 2.5 * widthPx;
  const [yaw, pitch] = [yawDeg * RADIANS, pitchDeg * RADIANS];
  return mapped(still, (x, y) => {
    const [u, v] = [x - widthPx / 2, y - heightPx / 2];
    const scale = distance / (distance * Math.cos(yaw) * Math.cos(pitch) + u * Math.sin(yaw) + v * Math.sin(pitch));
    return [widthPx / 2 + u * scale, heightPx / 2 + v * scale * Math.cos(yaw)];
  });
}

function withOpenMouth(still: RgbPicture, { mouth: [mouthX, mouthY], mouthWidthPx, radiusPx }: HeadPlace, mouthOpen: number): RgbPicture {
  const gapPx = mouthOpen * mouthWidthPx;
  const reachPx = radiusPx * 1.1;
  const dropped = mapped(still, (x, y) => {
    const side = Math.abs(x - mouthX) / (mouthWidthPx * 0.75);
    const below = y - mouthY;
    if (side >= 1 || below <= 0 || below >= reachPx) return [x, y];
    // The jaw moves down as a whole, least at the corners of the mouth.
    const drop = gapPx * (1 - side * side) * Math.min(1, (reachPx - below) / (reachPx * 0.5));
    return [x, Math.max(mouthY, y - drop)];
  });
  const rgb = Uint8Array.from(dropped.rgb);
  for (let y = Math.max(0, Math.floor(mouthY)); y <= Math.min(still.heightPx - 1, mouthY + gapPx); y++)
    for (let x = Math.max(0, Math.floor(mouthX - mouthWidthPx / 2)); x <= Math.min(still.widthPx - 1, mouthX + mouthWidthPx / 2); x++) {
      const [u, v] = [(x - mouthX) / (mouthWidthPx * 0.42), (y - mouthY - gapPx / 2) / (gapPx / 2)];
      if (u * u + v * v < 1) rgb.set([38, 12, 14], (y * still.widthPx + x) * 3);
    }
  return { ...dropped, rgb };
}

/** Every pixel from where `from` says that it was; what was outside is gray. */
function mapped({ widthPx, heightPx, rgb }: RgbPicture, from: (x: number, y: number) => Point): RgbPicture {
  const out = new Uint8Array(rgb.length).fill(128);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const [sourceX, sourceY] = from(x, y);
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      if (left < 0 || top < 0 || left + 1 >= widthPx || top + 1 >= heightPx) continue;
      const [shareX, shareY] = [sourceX - left, sourceY - top];
      for (let channel = 0; channel < 3; channel++) {
        const at = (row: number, column: number): number => rgb[(row * widthPx + column) * 3 + channel] ?? 0;
        const upper = at(top, left) * (1 - shareX) + at(top, left + 1) * shareX;
        const lower = at(top + 1, left) * (1 - shareX) + at(top + 1, left + 1) * shareX;
        out[(y * widthPx + x) * 3 + channel] = upper * (1 - shareY) + lower * shareY;
      }
    }
  return { widthPx, heightPx, rgb: out };
}
