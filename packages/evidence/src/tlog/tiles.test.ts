import { utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTree } from '../merkle/memory-tree.ts';
import { consistencyProof, inclusionProof, rootOf } from '../merkle/tree.ts';
import {
  decodeEntries,
  encodeEntries,
  encodeHashes,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
  tileReader,
  tileWidthAt,
  treeLevelOf,
} from './tiles.ts';

describe('the path of a tile', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, '0/000'],
    [{ level: 1, index: 999, width: 8 }, '1/999.p/8'],
    [{ level: 0, index: 1_234_067, width: 256 }, '0/x001/x234/067'],
    [{ level: 'entries', index: 1_067, width: 255 }, 'entries/x001/067.p/255'],
  ] as const)('is as C2SP tlog-tiles has it: %o', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each(['0/0', '0/0000', 'x/000', '0/x000/000', '0/000.p/0', '0/000.p/256', '0/000/', '../000', ''])('has no other form: %s', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });
});

describe('a log in tiles', () => {
  it('gives every head and proof that the tree itself gives', async () => {
    const size = 700;
    const tree = await MemoryTree.of(Array.from({ length: size }, (_, at) => utf8ToBytes(`entry ${at}`)));
    const read = tileReader(size, async (path) => {
      const tile = parseTilePath(path);
      if (tile === null || tile.level === 'entries') throw new Error(`No tile ${path}`);
      expect(tile.width).toBe(tileWidthAt(size, tile.level, tile.index));
      const hashes = [];
      for (let at = 0; at < tile.width; at++) hashes.push(await tree.read(treeLevelOf(tile.level), tile.index * TILE_WIDTH + at));
      return encodeHashes(hashes);
    });
    expect(await rootOf(size, read)).toEqual(await tree.root());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: size }), async (old) => {
        expect(await inclusionProof(old - 1, size, read)).toEqual(await inclusionProof(old - 1, size, tree.read));
        expect(await consistencyProof(old, size, read)).toEqual(await consistencyProof(old, size, tree.read));
      }),
      { numRuns: 50 },
    );
  });

  it('holds its entries, whatever they are, and no more', () => {
    const entries = [utf8ToBytes(''), utf8ToBytes('one'), new Uint8Array(300)];
    expect(decodeEntries(encodeEntries(entries), 3)).toEqual(entries);
    expect(decodeEntries(encodeEntries(entries), 2)).toBeNull();
    expect(decodeEntries(encodeEntries(entries).subarray(0, -1), 3)).toBeNull();
  });
});
