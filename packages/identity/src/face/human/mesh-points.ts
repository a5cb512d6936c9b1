import type { FaceShape, Point } from '../engine.ts';

/** Numbers of points in MediaPipe's canonical face mesh, as seen in a picture that is not mirrored: `left` is the person's right. */
const EYES = [
  {
    outer: 33,
    inner: 133,
    lids: [
      [159, 145],
      [160, 144],
      [158, 153],
    ],
  },
  {
    outer: 263,
    inner: 362,
    lids: [
      [386, 374],
      [385, 380],
      [387, 373],
    ],
  },
] as const;
const NOSE_TIP = 1;
const MOUTH = { left: 61, right: 291, innerLeft: 78, innerRight: 308, upperLip: 13, lowerLip: 14 } as const;
const DEGREES = 180 / Math.PI;

type MeshPoint = readonly [number, number, number?];

/** What a mesh of 468 or 478 points says of a face; null where it is no such mesh. */
export function shapeOf(mesh: readonly MeshPoint[]): FaceShape | null {
  if (mesh.length < 468) return null;
  const at = (index: number): Point => {
    const point = mesh[index];
    return [point?.[0] ?? 0, point?.[1] ?? 0];
  };
  const [left, right] = EYES.map((eye) => middle([at(eye.outer), at(eye.inner), ...eye.lids.slice(0, 1).flatMap((lid) => lid.map(at))]));
  if (left === undefined || right === undefined) return null;
  const openness = EYES.map(({ outer, inner, lids }) => {
    const height = lids.reduce((sum, [upper, lower]) => sum + distance(at(upper), at(lower)), 0) / lids.length;
    return height / Math.max(1e-6, distance(at(outer), at(inner)));
  });
  const nose = at(NOSE_TIP);
  const [mouthLeft, mouthRight] = [at(MOUTH.left), at(MOUTH.right)];
  return {
    ...noseOn(nose, left, right, middle([mouthLeft, mouthRight])),
    rollDeg: Math.atan2(right[1] - left[1], right[0] - left[0]) * DEGREES,
    eyeDistancePx: distance(left, right),
    mouthOpen: distance(at(MOUTH.upperLip), at(MOUTH.lowerLip)) / Math.max(1e-6, distance(at(MOUTH.innerLeft), at(MOUTH.innerRight))),
    eyesOpen: openness.reduce((sum, each) => sum + each, 0) / openness.length,
    five: [left, right, nose, mouthLeft, mouthRight],
  };
}

/**
 * Where the tip of the nose stands on the axes that eyes and mouth span. It is nearest to the camera, so it moves on them when a head turns or nods; on a flat
 * picture of a face, however it is held, all of them move as one and it stays where it is.
 */
function noseOn(nose: Point, left: Point, right: Point, mouth: Point): Pick<FaceShape, 'noseAside' | 'noseDown'> {
  const origin = middle([left, right]);
  const [acrossX, acrossY] = [right[0] - left[0], right[1] - left[1]];
  const [downX, downY] = [mouth[0] - origin[0], mouth[1] - origin[1]];
  const [x, y] = [nose[0] - origin[0], nose[1] - origin[1]];
  const area = acrossX * downY - acrossY * downX || 1e-6;
  return { noseAside: (x * downY - y * downX) / area, noseDown: (acrossX * y - acrossY * x) / area };
}

export const distance = ([ax, ay]: Point, [bx, by]: Point): number => Math.hypot(ax - bx, ay - by);

function middle(points: readonly Point[]): Point {
  const [x, y] = points.reduce<Point>(([sumX, sumY], [px, py]) => [sumX + px, sumY + py], [0, 0]);
  return [x / points.length, y / points.length];
}
