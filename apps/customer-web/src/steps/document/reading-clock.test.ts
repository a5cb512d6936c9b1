import { describe, expect, it } from 'vitest';
import { ReadingClock } from './reading-clock.ts';

describe('the proof of reading', () => {
  it('counts a page only while it is shown, and each moment once', () => {
    const clock = new ReadingClock();
    clock.show(1, 0);
    expect(clock.take(400)).toEqual([{ page: 1, dwellMs: 400, reachedEnd: false }]);
    clock.reachEnd(1);
    clock.show(2, 1_000);
    clock.show(null, 1_500);
    expect(clock.take(9_000)).toEqual([
      { page: 1, dwellMs: 600, reachedEnd: true },
      { page: 2, dwellMs: 500, reachedEnd: false },
    ]);
    expect(clock.take(9_500)).toEqual([]);
  });

  it('says that the foot was reached also when no time has passed since the last report', () => {
    const clock = new ReadingClock();
    clock.show(3, 0);
    clock.take(1_000);
    clock.reachEnd(3);
    expect(clock.take(1_000)).toEqual([{ page: 3, dwellMs: 0, reachedEnd: true }]);
  });

  it('loses nothing that was not taken', () => {
    const clock = new ReadingClock();
    clock.show(1, 0);
    clock.reachEnd(1);
    const [report] = clock.take(700);
    if (report === undefined) throw new Error('nothing to report');
    clock.putBack(report);
    expect(clock.take(800)).toEqual([{ page: 1, dwellMs: 800, reachedEnd: true }]);
  });
});
