import { describe, expect, it } from 'vitest';
import { following, momentAt, moved, percentIn, placeIn, wholeOf, zoomed } from './view-span.ts';

const LENGTH = 600_000;

describe('the part that the lanes show', () => {
  it('keeps what is under the pointer where it is, and stays within the recording', () => {
    const near = zoomed(wholeOf(LENGTH), 0.5, 150_000, LENGTH);
    expect(near.untilMs - near.fromMs).toBe(300_000);
    expect(percentIn(near, 150_000)).toBeCloseTo(25);
    expect(zoomed(near, 8, 150_000, LENGTH)).toEqual(wholeOf(LENGTH));
    const nearest = zoomed(wholeOf(LENGTH), 0.000_1, LENGTH, LENGTH);
    expect(nearest).toEqual({ fromMs: LENGTH - 5_000, untilMs: LENGTH });
  });

  it('follows the playhead a page at a time, and can be pushed to the ends', () => {
    const view = { fromMs: 0, untilMs: 60_000 };
    expect(following(view, 59_000, LENGTH)).toBe(view);
    expect(following(view, 60_000, LENGTH)).toEqual({ fromMs: 54_000, untilMs: 114_000 });
    expect(moved(view, -10_000, LENGTH)).toEqual(view);
    expect(moved(view, LENGTH, LENGTH)).toEqual({ fromMs: 540_000, untilMs: LENGTH });
  });

  it('places what is in view and leaves out what is not', () => {
    const view = { fromMs: 100, untilMs: 200 };
    expect(placeIn(view, 50, 150)).toEqual({ insetInlineStart: '0%', width: '50%' });
    expect(placeIn(view, 250, 300)).toBeNull();
    expect(momentAt(view, 0.25)).toBe(125);
  });
});
