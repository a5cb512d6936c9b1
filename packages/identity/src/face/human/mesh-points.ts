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
/** Nose, bridge, brow, eyes, mouth, chin, cheeks: from the tip of the nose to beside the ears. */
const DEPTH = [1, 4, 5, 6, 9, 10, 33, 133, 362, 263, 61, 291, 0, 17, 152, 98, 327, 93, 323, 234, 454, 50, 280] as const;
const DEGREES = 180 / Math.PI;

type MeshPoint = readonly [number, number, number?];

interface Angles {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/** What a mesh of 468 or 478 points says of a face; null where it is no such mesh. */
export function shapeOf(mesh: readonly MeshPoint[], angle: Angles): FaceShape | null {
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
  return {
    yawDeg: angle.yaw * DEGREES,
    pitchDeg: angle.pitch * DEGREES,
    rollDeg: angle.roll * DEGREES,
    mouthOpen: distance(at(MOUTH.upperLip), at(MOUTH.lowerLip)) / Math.max(1e-6, distance(at(MOUTH.innerLeft), at(MOUTH.innerRight))),
    eyesOpen: openness.reduce((sum, each) => sum + each, 0) / openness.length,
    five: [left, right, at(NOSE_TIP), at(MOUTH.left), at(MOUTH.right)],
    depthPoints: DEPTH.map(at),
  };
}

export const distance = ([ax, ay]: Point, [bx, by]: Point): number => Math.hypot(ax - bx, ay - by);

function middle(points: readonly Point[]): Point {
  const [x, y] = points.reduce<Point>(([sumX, sumY], [px, py]) => [sumX + px, sumY + py], [0, 0]);
  return [x / points.length, y / points.length];
}
