import { describe, expect, it } from 'vitest';
import { FaceLooks } from './face-looks.ts';

const START_MS = 1_700_000_000_000;
/** Somebody a little to the left or the right, in a room: a bright shape on a dark ground. */
const at = (seconds: number, place: number, level = 200) => ({
  pattern: btoa(String.fromCharCode(...Array.from({ length: 144 }, (_, field) => (Math.abs((field % 16) - place) <= 2 ? level : 60)))),
  atMs: START_MS + seconds * 1_000,
});
/** Looked at where they sit, every second for a while. @returns how often */
function watched(looks: FaceLooks, fromSeconds: number, seconds: number, placeAt: (second: number) => number): number {
  let count = 0;
  for (let second = fromSeconds; second < fromSeconds + seconds; second += 1) {
    const picture = at(second, placeAt(second));
    if (!looks.isDue(picture)) continue;
    looks.looked(picture, false);
    count += 1;
  }
  return count;
}

describe('faces are looked for', () => {
  it('at once on the first picture, and at leisure of somebody who stays where they are', () => {
    const looks = new FaceLooks();
    expect(watched(looks, 0, 40, () => 8)).toBe(4);
  });

  it('at leisure as well of somebody who moves to and fro, once it is known what that looks like', () => {
    const looks = new FaceLooks();
    const swaying = (second: number) => 8 + (second % 4);
    expect(watched(looks, 0, 8, swaying)).toBeGreaterThan(2);
    expect(watched(looks, 8, 40, swaying)).toBeLessThanOrEqual(6);
  });

  it('at once when somebody is gone, or there is another picture', () => {
    const looks = new FaceLooks();
    watched(looks, 0, 40, (second) => 8 + (second % 4));
    expect(looks.isDue(at(41, 8, 60))).toBe(true);
    expect(looks.isDue(at(41, 2))).toBe(true);
  });

  it('again and again while something is wrong', () => {
    const looks = new FaceLooks();
    looks.looked(at(0, 8), true);
    expect([0.5, 1].map((seconds) => looks.isDue(at(seconds, 8)))).toEqual([false, true]);
  });
});
