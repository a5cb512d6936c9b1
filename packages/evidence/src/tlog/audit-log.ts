import { type Digest, leafHash, sameBytes } from '../merkle/hashes.ts';
import { consistencyProof, rootOf, subtreesCompletedBy } from '../merkle/tree.ts';
import { verifyConsistency } from '../merkle/verify.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { NoteKey } from './signed-note.ts';
import { decodeEntries, encodeHashes, type FetchTile, TILE_WIDTH, tilePath, tileReader, tileWidthAt } from './tiles.ts';

export const LogFault = {
  /** The head is not one that this log's key signed. */
  checkpoint: 'checkpoint',
  /** What is in the log doesn't make the signed head: `index` is the first entry of the tile that can't be had. */
  entries: 'entries',
  root: 'root',
  /** The tiles of hashes tell another tree than the entries do. */
  tiles: 'tiles',
  /** The log doesn't begin with the one of which an older head was kept. */
  rewritten: 'rewritten',
  /** The entry that is asked for isn't in it. */
  absent: 'absent',
} as const;
export type LogFault = (typeof LogFault)[keyof typeof LogFault];

export interface LogReport {
  readonly ok: boolean;
  readonly origin: string;
  readonly size: number;
  readonly root: Digest | null;
  readonly faults: readonly { readonly fault: LogFault; readonly index?: number }[];
  /** Of the entry that was asked for. */
  readonly index: number | null;
}

interface AuditOptions {
  readonly checkpoint: string;
  readonly key: NoteKey;
  readonly fetchTile: FetchTile;
  /** A signed head that was kept from an earlier time. */
  readonly older?: string | null;
  /** Has to be in the log. */
  readonly entry?: Uint8Array | null;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Reads a log through: every entry under the signed head, the tiles of the same tree, and nothing rewritten since an older head. */
export async function auditLog({
  checkpoint: note,
  key,
  fetchTile,
  older = null,
  entry = null,
  onProgress,
}: AuditOptions): Promise<LogReport> {
  const head = await openCheckpoint(note, key);
  if (head === null) return { ok: false, origin: key.name, size: 0, root: null, faults: [{ fault: LogFault.checkpoint }], index: null };
  const faults: { fault: LogFault; index?: number }[] = [];
  const read = await readEntries(head, fetchTile, { entry, onProgress });
  if (read.missingAt !== null) faults.push({ fault: LogFault.entries, index: read.missingAt });
  else if (!sameBytes(read.root, head.root)) faults.push({ fault: LogFault.root });
  if (!read.tilesFit || (head.size > 0 && !(await tilesMake(head, fetchTile)))) faults.push({ fault: LogFault.tiles });
  if (older !== null && !(await continues(older, head, key, fetchTile))) faults.push({ fault: LogFault.rewritten });
  if (entry !== null && read.index === null) faults.push({ fault: LogFault.absent });
  return { ok: faults.length === 0, origin: head.origin, size: head.size, root: head.root, faults, index: read.index };
}

async function readEntries({ size }: Checkpoint, fetchTile: FetchTile, { entry, onProgress }: Pick<AuditOptions, 'entry' | 'onProgress'>) {
  // Of the tree only what is still needed is kept: one hash a level.
  const edge = new Map<number, Digest>();
  let index: number | null = null;
  let tilesFit = true;
  for (let from = 0, tile = 0; from < size; from += TILE_WIDTH, tile++) {
    const width = tileWidthAt(size, 'entries', tile);
    const bytes = await fetchTile(tilePath({ level: 'entries', index: tile, width })).catch(() => null);
    const entries = bytes === null ? null : decodeEntries(bytes, width);
    if (entries === null) return { root: new Uint8Array(), missingAt: from, index, tilesFit };
    for (const [at, one] of entries.entries()) {
      if (entry && index === null && sameBytes(one, entry)) index = from + at;
      for (const { level, hash } of await subtreesCompletedBy(leafHash(one), from + at, (level) => edge.get(level) as Digest))
        edge.set(level, hash);
    }
    tilesFit &&= await isTileOf(entries, tilePath({ level: 0, index: tile, width }), fetchTile);
    onProgress?.(from + width, size);
  }
  return { root: await rootOf(size, (level) => edge.get(level) as Digest), missingAt: null, index, tilesFit };
}

async function isTileOf(entries: readonly Uint8Array[], path: string, fetchTile: FetchTile): Promise<boolean> {
  const bytes = await fetchTile(path).catch(() => null);
  return bytes !== null && sameBytes(bytes, encodeHashes(entries.map(leafHash)));
}

async function tilesMake({ size, root }: Checkpoint, fetchTile: FetchTile): Promise<boolean> {
  try {
    return sameBytes(await rootOf(size, tileReader(size, fetchTile)), root);
  } catch {
    return false;
  }
}

async function continues(older: string, head: Checkpoint, key: NoteKey, fetchTile: FetchTile): Promise<boolean> {
  const before = await openCheckpoint(older, key);
  if (before === null || before.size > head.size) return false;
  if (before.size === 0) return true;
  try {
    return verifyConsistency(before, head, await consistencyProof(before.size, head.size, tileReader(head.size, fetchTile)));
  } catch {
    return false;
  }
}
