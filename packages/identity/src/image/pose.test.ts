import { describe, expect, test } from 'vitest';
import type { Corners, Outline } from './picture.ts';
import { isHeldAlike } from './pose.ts';

/** A card in the middle of a picture, `scale` of its width wide, turned by so many degrees. */
function card({ widthPx = 1920, heightPx = 1080, scale = 0.5, turnedDeg = 0, right = 0 } = {}): Outline {
  const [halfWidth, halfHeight] = [(scale * widthPx) / 2, (scale * widthPx) / 2 / 1.586];
  const [cos, sin] = [Math.cos((turnedDeg * Math.PI) / 180), Math.sin((turnedDeg * Math.PI) / 180)];
  const corners = [
    [-halfWidth, -halfHeight],
    [halfWidth, -halfHeight],
    [halfWidth, halfHeight],
    [-halfWidth, halfHeight],
  ].map(([x = 0, y = 0]) => ({ x: widthPx / 2 + right * widthPx + x * cos - y * sin, y: heightPx / 2 + x * sin + y * cos }));
  return { picture: { widthPx, heightPx, rgb: new Uint8Array() }, corners: corners as unknown as Corners };
}

describe('a document in two pictures', () => {
  test.each([
    ['that does not move, at another resolution', { widthPx: 640, heightPx: 360 }],
    ['in a hand that trembles', { turnedDeg: 4, right: 0.03, scale: 0.54 }],
    ['of which one is cut from the sensor otherwise', { widthPx: 4000, heightPx: 3000, scale: 0.62 }],
  ])('%s is held alike', (_, other) => {
    expect(isHeldAlike(card(), card(other))).toBe(true);
  });

  test.each([
    ['turned', { turnedDeg: 14 }],
    ['elsewhere', { right: 0.25 }],
    ['much closer', { scale: 0.85 }],
    ['turned, in a picture of another form', { widthPx: 4000, heightPx: 3000, turnedDeg: -14 }],
  ])('%s is not', (_, other) => {
    expect(isHeldAlike(card(), card(other))).toBe(false);
  });
});
