import { concatBytes } from '@noble/hashes/utils.js';
import { type Digest, EMPTY_ROOT, nodeHash } from '../merkle/hashes.ts';
import type { ReadSubtree } from '../merkle/tree.ts';

/** So many levels of the tree, and two to that power of hashes, are in one tile (C2SP tlog-tiles). */
const TILE_HEIGHT = 8;
export const TILE_WIDTH = 1 << TILE_HEIGHT;
const HASH_BYTES = EMPTY_ROOT.length;
const MAX_ENTRY_BYTES = 0xffff;

/** A tile of hashes, or of what the leaves stand for. */
export interface Tile {
  readonly level: number | 'entries';
  /** From 0, from the left. */
  readonly index: number;
  /** How much is in it; as many as `TILE_WIDTH` when it is full. */
  readonly width: number;
}

/** `0/x001/067.p/8`: the index in groups of three digits, all but the last with an x; a tile that isn't full says how full it is. */
export function tilePath({ level, index, width }: Tile): string {
  const groups: string[] = [];
  for (let rest = index, last = true; last || rest > 0; rest = Math.floor(rest / 1_000), last = false) {
    groups.unshift(`${last ? '' : 'x'}${String(rest % 1_000).padStart(3, '0')}`);
  }
  return [level, ...groups].join('/') + (width === TILE_WIDTH ? '' : `.p/${width}`);
}

/** @returns null for anything but the one form of a path */
export function parseTilePath(path: string): Tile | null {
  const [, levelText = '', indexText = '', widthText] = /^(\d{1,2}|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  const level: Tile['level'] = levelText === 'entries' ? 'entries' : Number(levelText);
  const index = Number(indexText.replaceAll(/[x/]/g, ''));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  const tile = { level, index, width };
  return width > 0 && Number.isSafeInteger(index) && tilePath(tile) === path ? tile : null;
}

/** How full the tile is in a log of `size` entries; 0 where it isn't there yet. */
export function tileWidthAt(size: number, level: Tile['level'], index: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** The level of the tree whose hashes are in tiles of this level. */
export const treeLevelOf = (tileLevel: number): number => tileLevel * TILE_HEIGHT;

export const encodeHashes = (hashes: readonly Digest[]): Uint8Array => concatBytes(...hashes);

/** @returns null unless these are so many hashes */
export function decodeHashes(bytes: Uint8Array, width: number): Digest[] | null {
  if (bytes.length !== width * HASH_BYTES) return null;
  return Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Entries, each behind its length in two bytes. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY_BYTES) throw new RangeError('An entry of a log has at most 65,535 bytes');
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** @returns null unless these are so many entries, and nothing else */
export function decodeEntries(bytes: Uint8Array, width: number): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width && at + 2 <= bytes.length) {
    const end = at + 2 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
    if (end > bytes.length) return null;
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return entries.length === width && at === bytes.length ? entries : null;
}

/** Fetches a tile by its path; rejects when it isn't there. */
export type FetchTile = (path: string) => Promise<Uint8Array>;

/** The subtrees of a log of `size` entries, from its tiles. What a tile says is to be believed only as far as the log's signed head bears it out. */
export function tileReader(size: number, fetchTile: FetchTile): ReadSubtree {
  const tiles = new Map<string, Promise<readonly Digest[]>>();
  const tileOf = (level: number, index: number): Promise<readonly Digest[]> => {
    const path = tilePath({ level, index, width: tileWidthAt(size, level, index) });
    const known = tiles.get(path) ?? fetchTile(path).then((bytes) => requireHashes(bytes, tileWidthAt(size, level, index)));
    tiles.set(path, known);
    return known;
  };
  return async (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const span = 2 ** (level % TILE_HEIGHT);
    const from = index * span;
    const hashes = await tileOf(tileLevel, Math.floor(from / TILE_WIDTH));
    return joined(hashes.slice(from % TILE_WIDTH, (from % TILE_WIDTH) + span), span);
  };
}

function requireHashes(bytes: Uint8Array, width: number): readonly Digest[] {
  const hashes = decodeHashes(bytes, width);
  if (hashes === null) throw new RangeError('A tile is not of the size that the log says');
  return hashes;
}

/** The head over hashes that stand side by side, a power of two of them. */
function joined(hashes: readonly Digest[], span: number): Digest {
  if (hashes.length !== span) throw new RangeError('A tile lacks hashes');
  let row = hashes;
  while (row.length > 1) row = row.flatMap((hash, at) => (at % 2 === 1 ? [nodeHash(row[at - 1] as Digest, hash)] : []));
  return row[0] as Digest;
}
