import { createHash } from 'node:crypto';
import { RecordingId } from '@guichet/protocol';
import { z } from 'zod';
import { decodeChunkHeader } from '../journal/layout.ts';

/** Short enough to say where an object is damaged, long enough for its hashes to be a thousandth of it. */
export const PIECE_BYTES = 32 * 1024;
const HASH_BYTES = 32;
const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** One object of a recording's journal. `pieces`: SHA-256 of every 32 KiB, in hexadecimal, one behind the other. */
export const CatalogEntry = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  sha256: Sha256Hex,
  sizeBytes: z.number().int().nonnegative(),
  pieces: z.string().regex(/^([0-9a-f]{64})*$/),
});
export type CatalogEntry = z.infer<typeof CatalogEntry>;

/** What of a recording stands in the archive. Written last: a recording without one is not wholly there. */
export const Catalog = z.object({
  format: z.literal('guichet.archive-catalog/1'),
  recordingId: RecordingId,
  objects: z.array(CatalogEntry).max(1_000_000),
});
export type Catalog = z.infer<typeof Catalog>;

/** In one order, so that the same recording has the same catalog however often it is made. */
export function catalogBytes(recordingId: RecordingId, entries: readonly CatalogEntry[]): Buffer {
  const objects = entries
    .map(({ name, sha256, sizeBytes, pieces }) => ({ name, sha256, sizeBytes, pieces }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Buffer.from(JSON.stringify({ format: 'guichet.archive-catalog/1', recordingId, objects } satisfies Catalog), 'utf8');
}

/** Null for what is no catalog. */
export function readCatalogBytes(bytes: Buffer): Catalog | null {
  try {
    return Catalog.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

export function entryOf(name: string, bytes: Uint8Array): CatalogEntry {
  return { name, sha256: hash(bytes).toString('hex'), sizeBytes: bytes.length, pieces: pieceHashes(bytes).toString('hex') };
}

export type DamageKindOfObject = 'missing' | 'shorter' | 'longer' | 'changed';

/** A stretch of an object that is not what it was; `toByte` is the first one after it. */
export interface ObjectDamage {
  readonly damage: DamageKindOfObject;
  readonly fromByte: number;
  readonly toByte: number;
  /** Wall clock at which the recorder opened the chunk, Unix ms; null where the bytes no longer say so, or it is no chunk. */
  readonly openedAtMs: number | null;
}

/** Every damaged stretch of an object, in order; none where it is, bit for bit, what was stored. Null bytes: it is gone. */
export function findDamage(entry: CatalogEntry, bytes: Buffer | null): readonly ObjectDamage[] {
  const { sizeBytes } = entry;
  if (bytes === null) return [{ damage: 'missing', fromByte: 0, toByte: sizeBytes, openedAtMs: null }];
  if (hash(bytes).toString('hex') === entry.sha256) return [];
  const openedAtMs = decodeChunkHeader(bytes)?.openedAtMs ?? null;
  const expected = Buffer.from(entry.pieces, 'hex');
  const found = pieceHashes(bytes.subarray(0, sizeBytes));
  const damages: ObjectDamage[] = [];
  for (let piece = 0; piece * HASH_BYTES < expected.length; piece++) {
    const at = piece * HASH_BYTES;
    if (expected.subarray(at, at + HASH_BYTES).equals(found.subarray(at, at + HASH_BYTES))) continue;
    const [fromByte, toByte] = [piece * PIECE_BYTES, Math.min(sizeBytes, (piece + 1) * PIECE_BYTES)];
    const last = damages.at(-1);
    if (last?.toByte === fromByte) damages[damages.length - 1] = { ...last, toByte };
    else damages.push({ damage: 'changed', fromByte, toByte, openedAtMs });
  }
  if (bytes.length < sizeBytes)
    return [{ damage: 'shorter', fromByte: damages[0]?.fromByte ?? bytes.length, toByte: sizeBytes, openedAtMs }];
  if (bytes.length > sizeBytes) damages.push({ damage: 'longer', fromByte: sizeBytes, toByte: bytes.length, openedAtMs });
  return damages;
}

function pieceHashes(bytes: Uint8Array): Buffer {
  const hashes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) hashes.push(hash(bytes.subarray(at, at + PIECE_BYTES)));
  return Buffer.concat(hashes);
}

const hash = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
