import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.ts';

const SERVER_START = 1_800_000_000_000;

/** A server whose clock reads `SERVER_START` when the page's monotonic clock reads 0. */
function makeClock() {
  let monotonicMs = 0;
  const clock = new ServerClock(() => monotonicMs);
  return {
    clock,
    arrive: (stampedAtMs: number, arrivedAtMs: number) => {
      monotonicMs = arrivedAtMs;
      clock.observe(SERVER_START + stampedAtMs);
    },
    errorAt: (atMs: number) => {
      monotonicMs = atMs;
      return clock.nowMs() - (SERVER_START + atMs);
    },
  };
}

describe('ServerClock', () => {
  it('is behind the server by no more than the shortest delay it has seen', () => {
    const { arrive, errorAt } = makeClock();
    arrive(0, 900);
    expect(errorAt(1000)).toBe(-900);
    arrive(2000, 2050);
    expect(errorAt(3000)).toBe(-50);
    arrive(4000, 4800);
    expect(errorAt(5000)).toBe(-50);
  });

  it('never runs ahead of a server whose stamps arrive late', () => {
    const { arrive, errorAt } = makeClock();
    for (let at = 0; at < 100_000; at += 1000) {
      arrive(at, at + 20 + (at % 7000));
      expect(errorAt(at + 10_000)).toBeLessThanOrEqual(0);
    }
  });

  it('forgets a stamp from before the clock was put right', () => {
    const { arrive, errorAt } = makeClock();
    arrive(3_600_000, 10);
    expect(errorAt(20)).toBeGreaterThan(3_000_000);
    arrive(70_000, 70_050);
    expect(errorAt(71_000)).toBe(-50);
  });

  it('ignores what carries no time', () => {
    const { clock, errorAt, arrive } = makeClock();
    arrive(0, 0);
    clock.observe(null);
    clock.observe(undefined);
    clock.observe(Number.NaN);
    expect(errorAt(5)).toBe(0);
  });
});
