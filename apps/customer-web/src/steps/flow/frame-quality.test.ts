import { describe, expect, it } from 'vitest';
import { type GrayFrame, hasDocument, hintOf } from './frame-quality.ts';

const [width, height] = [160, 120];
const CARD = 85.6 / 53.98;

function frameOf(value: (x: number, y: number) => number): GrayFrame {
  return { width, height, gray: Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))) };
}
const within = (x: number, y: number, left: number, top: number, right: number, bottom: number) =>
  x >= left && x < right && y >= top && y < bottom;
/** A light card of 110 pixels with print on it, so far from the middle, on a dark table. */
const card = (aside = 0, high = 110 / CARD) =>
  frameOf((x, y) => {
    const [left, top] = [25 + aside, 60 - high / 2];
    if (!within(x, y, left, top, left + 110, top + high)) return 70;
    return within(x, y, left + 10, top + 10, left + 60, top + 50) && x % 4 < 2 ? 40 : 200;
  });

describe('a picture of the camera', () => {
  it.each([
    ['is fine', card(), null, null],
    ['is too dark', frameOf((x) => (x % 9 === 0 ? 60 : 20)), null, 'too_dark'],
    ['has glare', frameOf((x, y) => (within(x, y, 40, 30, 90, 80) ? 255 : (x * 7) % 120)), null, 'glare'],
    ['is blurred', frameOf((x, y) => 110 + Math.round(40 * Math.sin(x / 12) * Math.cos(y / 12))), null, 'blurred'],
    ['moves', card(12), card(), 'hold_still'],
    ['stands still enough', card(1), card(), null],
  ] as const)('%s', (_what, frame, before, hint) => {
    expect(hintOf(frame, before)).toBe(hint);
  });

  it('shows a document where four sides of its shape are, and nowhere else', () => {
    expect(hasDocument(card(), CARD)).toBe(true);
    expect(hasDocument(card(6), CARD)).toBe(true);
    expect(hasDocument(card(60), CARD)).toBe(false);
    expect(hasDocument(card(0, 110), CARD)).toBe(false);
    expect(
      hasDocument(
        frameOf(() => 120),
        CARD,
      ),
    ).toBe(false);
    // A face: an ellipse has no sides.
    expect(
      hasDocument(
        frameOf((x, y) => (((x - 80) / 40) ** 2 + ((y - 60) / 52) ** 2 < 1 ? 190 : 80)),
        CARD,
      ),
    ).toBe(false);
  });
});
