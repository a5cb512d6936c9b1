import { expect, test } from 'vitest';
import { decodeBlocks, encodeBlocks } from './pattern.ts';

const luma = (blocks: readonly boolean[]): number[] => blocks.map((isWhite) => (isWhite ? 210 : 30));

test('what the strip says is read back', () => {
  for (const party of [0, 1, 15]) {
    for (const second of [0, 1, 7, 1023, 4095]) {
      expect(decodeBlocks(luma(encodeBlocks(party, second)))).toEqual({ party, second });
    }
  }
});

test('a strip with one wrong block is not read', () => {
  const blocks = encodeBlocks(3, 1234);
  for (let wrong = 2; wrong < blocks.length; wrong++) {
    expect(decodeBlocks(luma(blocks.with(wrong, !blocks[wrong])))).toBeUndefined();
  }
});

test('an even picture is no strip', () => {
  expect(decodeBlocks(encodeBlocks(0, 0).map(() => 235))).toBeUndefined();
});
