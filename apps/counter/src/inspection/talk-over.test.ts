import type { RecordingFacts } from '@guichet/rules';
import { WATCH_DEFAULTS } from '@guichet/rules/watch';
import { expect, it } from 'vitest';
import type { TrackLook } from './look/track-look.ts';
import { talkOver } from './talk-over.ts';

type Line = NonNullable<RecordingFacts['lines']>[number];

/** A voice that speaks in these seconds of a minute. */
const voice = (role: 'customer' | 'agent', fromS: number, untilS: number): TrackLook => ({
  trackId: role,
  ...{ looks: [], observations: [] },
  sound: {
    trackId: role,
    role,
    lookedMs: 60_000,
    speechMs: 0,
    snrDb: 30,
    levelDbfs: -26,
    clipped: 0,
    engine: { name: 'measures', version: '1' },
  },
  speech: Array.from({ length: (untilS - fromS) * 2 }, (_, nth) => ({ atMs: fromS * 1_000 + nth * 500 + 130, speechMs: 450 })),
});
const line = (by: Line['by'], fromMs: number, untilMs: number): Line =>
  ({ by, ticked: { atMs: untilMs }, heard: { fromMs, untilMs, speechMs: 5_000 } }) as unknown as Line;
const found = (looked: readonly TrackLook[], lines: readonly Line[] | null) => {
  const { looks, observations } = talkOver(looked, lines === null ? null : [...lines], WATCH_DEFAULTS);
  return {
    looked: looks.map(({ trackId }) => trackId),
    over: observations.map(({ trackId, fromMs, untilMs }) => [trackId, fromMs, untilMs]),
  };
};

it('who speaks while a line is read is found, with when', () => {
  const { looked, over } = found([voice('customer', 12, 18), voice('agent', 10, 30)], [line('agent', 10_000, 30_000)]);
  expect(looked).toEqual(['customer', 'agent']);
  expect(over).toHaveLength(1);
  const [trackId, fromMs, untilMs] = over[0] ?? [];
  expect(trackId).toBe('customer');
  expect(Math.abs(Number(fromMs) - 12_000)).toBeLessThanOrEqual(500);
  expect(Math.abs(Number(untilMs) - 18_000)).toBeLessThanOrEqual(1_000);
});

it('who speaks between two lines, for a moment, or while nobody reads is not', () => {
  const agent = voice('agent', 10, 30);
  const lines = [line('agent', 10_000, 15_000), line('agent', 22_000, 30_000)];
  expect(found([voice('customer', 15, 22), agent], lines).over).toEqual([]);
  expect(found([voice('customer', 11, 13), agent], lines).over).toEqual([]);
  expect(found([voice('customer', 40, 50), agent], lines).over).toEqual([]);
  expect(found([voice('customer', 12, 18), agent], []).over).toEqual([]);
});

it('nothing is said where nobody knows which lines were read, or did not listen to who read them', () => {
  const nothing = { looked: [], over: [] };
  expect(found([voice('customer', 12, 18), voice('agent', 10, 30)], null)).toEqual(nothing);
  expect(found([voice('customer', 12, 18)], [{ ...line('agent', 10_000, 30_000), heard: null }])).toEqual(nothing);
});
