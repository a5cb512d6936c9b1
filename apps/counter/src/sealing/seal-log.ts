import {
  encodeEntries,
  encodeHashes,
  formatLogProof,
  inclusionProof,
  leafHash,
  logEntryOf,
  type NoteSigner,
  parseTilePath,
  type ReadSubtree,
  rootOf,
  signCheckpoint,
  subtreesCompletedBy,
  tileWidthAt,
  treeLevelOf,
} from '@guichet/evidence/sealing';
import { AppError } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';

/** Names the log of seals among PostgreSQL's advisory locks. */
const LOG_LOCK = 7_105_002;
const TILE_WIDTH = 256;

type Reader = Tx | PrismaClient;

/**
 * The log of seals: append-only, in the database, verifiable by anybody (RFC 9162 hashing, C2SP tlog formats). What is kept of its tree are the hashes of complete
 * subtrees, which never change: the database refuses to change any of them.
 */
export class SealLog {
  readonly #database: Database;
  readonly #signer: NoteSigner;
  readonly #clock: Clock;

  constructor(options: { readonly database: Database; readonly signer: NoteSigner; readonly clock: Clock }) {
    this.#database = options.database;
    this.#signer = options.signer;
    this.#clock = options.clock;
  }

  /** The number of a seal in the log, from 0; appended where it isn't there yet. Signs the head after it in the same transaction. */
  async append(tx: Tx, manifestHash: string): Promise<number> {
    // One after the other until the transaction ends: each leaf is the next one.
    await tx.$executeRaw`select pg_advisory_xact_lock(${LOG_LOCK})`;
    const known = await tx.logLeaf.findUnique({ where: { manifestHash } });
    if (known !== null) return known.index;
    const index = await tx.logLeaf.count();
    const at = new Date(this.#clock());
    const completed = await subtreesCompletedBy(leafHash(logEntryOf(manifestHash)), index, subtreesIn(tx));
    await tx.logLeaf.create({ data: { index, manifestHash, at } });
    await tx.logNode.createMany({
      data: completed.map((subtree) => ({ level: subtree.level, index: subtree.index, hash: Uint8Array.from(subtree.hash) })),
    });
    const note = await signCheckpoint(index + 1, await rootOf(index + 1, subtreesIn(tx)), this.#signer);
    await tx.logCheckpoint.create({ data: { size: index + 1, note, at } });
    return index;
  }

  /** The latest signed head; of the empty log, too. */
  async checkpoint(): Promise<string> {
    const last = await this.#database.read((prisma) => prisma.logCheckpoint.findFirst({ orderBy: { size: 'desc' } }));
    return last?.note ?? signCheckpoint(0, await rootOf(0, () => Promise.reject(new AppError('internal'))), this.#signer);
  }

  /** Shows under the latest head that the entry is in the log (C2SP tlog-proof). */
  async proofOf(index: number): Promise<string> {
    return this.#database.read(async (prisma) => {
      const last = await prisma.logCheckpoint.findFirst({ orderBy: { size: 'desc' } });
      if (last === null || index >= last.size) throw new AppError('not_found');
      return formatLogProof({ index, path: await inclusionProof(index, last.size, subtreesIn(prisma)), checkpoint: last.note });
    });
  }

  /** A tile by its path (C2SP tlog-tiles); throws `not_found` where the log isn't that long yet. */
  async tile(path: string): Promise<Uint8Array> {
    const tile = parseTilePath(path);
    if (tile === null) throw new AppError('not_found');
    const { level, index, width } = tile;
    return this.#database.read(async (prisma) => {
      const size = (await prisma.logCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { size: true } }))?.size ?? 0;
      if (width > tileWidthAt(size, level, index)) throw new AppError('not_found');
      const range = { gte: index * TILE_WIDTH, lt: index * TILE_WIDTH + width };
      if (level === 'entries') {
        const leaves = await prisma.logLeaf.findMany({ where: { index: range }, orderBy: { index: 'asc' } });
        return encodeEntries(leaves.map(({ manifestHash }) => logEntryOf(manifestHash)));
      }
      const nodes = await prisma.logNode.findMany({ where: { level: treeLevelOf(level), index: range }, orderBy: { index: 'asc' } });
      return encodeHashes(nodes.map(({ hash }) => hash));
    });
  }
}

const subtreesIn =
  (reader: Reader): ReadSubtree =>
  async (level, index) => {
    const node = await reader.logNode.findUnique({ where: { level_index: { level, index } } });
    if (node === null) throw new AppError('internal', { cause: new Error('A subtree of the log of seals is not there') });
    return node.hash;
  };
