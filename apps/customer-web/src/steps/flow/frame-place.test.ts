import { expect, it } from 'vitest';
import { FRAME_ASPECTS, type FrameKind, frameShare } from './frame-place.ts';

it.each([
  ['card', 16 / 9],
  ['card', 9 / 16],
  ['page', 4 / 3],
  ['face', 16 / 9],
  ['face', 9 / 16],
] as const)('a frame for a %s lies within a picture of %f', (frame: FrameKind, camera) => {
  const width = frameShare(frame, camera);
  const height = (width * camera) / FRAME_ASPECTS[frame];
  expect(width).toBeLessThan(0.881);
  expect(height).toBeLessThan(0.881);
  // As large as one of both allows: what is small cannot be read.
  expect(Math.max(width, height)).toBeGreaterThan(0.75);
});
