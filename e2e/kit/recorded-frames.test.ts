import { describe, expect, it } from 'vitest';
import { frameShare, type RecordedFrame } from './recorded-frames.ts';

const startedAtMs = 1_000_000;
const sample = (atMs: number, ...encoded: readonly [rid: string, widthPx: number, framesEncoded: number][]) => ({
  atMs: startedAtMs + atMs,
  layers: encoded.map(([rid, widthPx, framesEncoded]) => ({ rid, widthPx, heightPx: (widthPx * 9) / 16, framesEncoded })),
});
const frames = (fromMs: number, toMs: number, widthPx: number): RecordedFrame[] =>
  Array.from({ length: (toMs - fromMs) / 50 }, (_, index) => ({ atMs: fromMs + index * 50, widthPx, heightPx: (widthPx * 9) / 16 }));

describe('the share of frames that was recorded', () => {
  it('is of what was encoded in the same span, not before and not after', () => {
    const samples = [sample(1_000, ['r1', 640, 500]), sample(2_000, ['r1', 640, 520])];
    expect(frameShare(frames(0, 5_000, 640), startedAtMs, samples)).toEqual({
      recorded: 20,
      encoded: 20,
      share: 1,
      sizes: ['0.0 s 640x360'],
    });
  });

  it('tells what is missing', () => {
    const samples = [sample(0, ['r1', 640, 0]), sample(2_000, ['r1', 640, 40])];
    const { share } = frameShare(frames(0, 1_800, 640), startedAtMs, samples);
    expect(share).toBe(0.9);
  });

  it('counts with whichever layer was recorded at the time', () => {
    const samples = [
      sample(0, ['r0', 320, 0], ['r1', 640, 0]),
      sample(1_000, ['r0', 320, 20], ['r1', 640, 10]),
      sample(2_000, ['r0', 320, 40], ['r1', 640, 30]),
    ];
    const recorded = [...frames(0, 1_000, 320), ...frames(1_000, 2_000, 640)];
    expect(frameShare(recorded, startedAtMs, samples)).toMatchObject({
      recorded: 40,
      encoded: 40,
      sizes: ['0.0 s 320x180', '1.0 s 640x360'],
    });
  });

  it('is nothing that can be told of a single moment', () => {
    expect(() => frameShare([], startedAtMs, [sample(0)])).toThrow();
  });
});
