import { expect, test } from 'vitest';
import { FaceFrames, rasterise } from './frames.ts';

test('a picture that was put together is the one that would have been drawn', () => {
  const frames = FaceFrames.draw();
  for (const [viseme, index, lids] of [
    ['sil', 0, 0],
    ['aa', 2, 1],
    ['oh', 1, 0.55],
  ] as const)
    expect(frames.at(viseme, index).equals(rasterise({ viseme, lids }))).toBe(true);
});

test('each mouth is another picture, and so is each position of the lids', () => {
  const frames = FaceFrames.draw();
  const seen = new Set(
    (['sil', 'FF', 'DD', 'aa', 'E', 'ih', 'oh', 'ou'] as const).map((viseme) => frames.at(viseme, 0).toString('latin1')),
  );
  expect(seen.size).toBe(8);
  expect(frames.at('sil', 0).equals(frames.at('sil', 2))).toBe(false);
});
