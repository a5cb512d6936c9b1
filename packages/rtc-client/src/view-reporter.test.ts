import { describe, expect, it } from 'vitest';
import { HIDDEN, largestView, sameView } from './view-reporter.ts';

const shown = (widthPx: number, heightPx: number) => ({ visible: true, widthPx, heightPx });

describe('how large a track is said to be seen', () => {
  it('is the largest of the elements that show it', () => {
    expect(largestView([shown(160, 90), shown(1280, 720), shown(640, 360)], true)).toEqual(shown(1280, 720));
  });

  it('is not at all when no element is on the screen, has a size, or the page is hidden', () => {
    expect(largestView([], true)).toEqual(HIDDEN);
    expect(largestView([{ ...shown(640, 360), visible: false }], true)).toEqual(HIDDEN);
    expect(largestView([shown(640, 0)], true)).toEqual(HIDDEN);
    expect(largestView([shown(640, 360)], false)).toEqual(HIDDEN);
  });

  it('is not said again for a few pixels, and is for being hidden', () => {
    expect(sameView(shown(1280, 720), shown(1270, 715))).toBe(true);
    expect(sameView(shown(1280, 720), shown(640, 360))).toBe(false);
    expect(sameView(shown(1280, 720), HIDDEN)).toBe(false);
    expect(sameView(HIDDEN, HIDDEN)).toBe(true);
  });
});
