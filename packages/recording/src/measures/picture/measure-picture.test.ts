import { PictureMeasure } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { type GrayPicture, measurePicture } from './measure-picture.ts';

const WIDTH_PX = 320;
const HEIGHT_PX = 180;

const picture = (level: (x: number, y: number) => number): GrayPicture => ({
  gray: Uint8Array.from({ length: WIDTH_PX * HEIGHT_PX }, (_, at) => level(at % WIDTH_PX, Math.floor(at / WIDTH_PX))),
  widthPx: WIDTH_PX,
  heightPx: HEIGHT_PX,
});
const checks = picture((x, y) => (((x >> 3) + (y >> 3)) % 2 === 0 ? 60 : 200));

describe('a picture is measured', () => {
  it('by its light, its contrast and its edges', () => {
    const black = measurePicture(
      picture(() => 0),
      null,
    );
    const seen = measurePicture(checks, null);
    expect(black).toMatchObject({ luma: 0, spread: 0, detail: 0 });
    expect(seen.luma).toBeCloseTo(130, 0);
    expect(seen.spread).toBeCloseTo(70, 0);
    expect(seen.detail).toBeGreaterThan(1_000);
    expect(
      measurePicture(
        picture((x) => x / 2),
        null,
      ).detail,
    ).toBeLessThan(2);
    expect(PictureMeasure.parse(seen)).toEqual(seen);
  });

  it('against the one before, which a codec has written a little differently', () => {
    const again = picture((x, y) => (checks.gray[y * WIDTH_PX + x] ?? 0) + (x % 2));
    expect(measurePicture(checks, null)).toMatchObject({ change: null, sameness: null });
    expect(measurePicture(again, checks)).toMatchObject({ change: 0.5, sameness: 1 });
    expect(
      measurePicture(
        picture((x, y) => 255 - (checks.gray[y * WIDTH_PX + x] ?? 0)),
        checks,
      ).sameness,
    ).toBe(0);
  });

  it('against none, where the one before was of another size', () => {
    expect(measurePicture({ gray: new Uint8Array(16), widthPx: 4, heightPx: 4 }, checks).change).toBeNull();
  });

  it('by means of its fields, of which each has as many pixels as fall into it', () => {
    const odd = { gray: new Uint8Array(101 * 57).fill(77), widthPx: 101, heightPx: 57 };
    expect(new Set(Buffer.from(measurePicture(odd, null).pattern, 'base64'))).toEqual(new Set([77]));
  });
});
