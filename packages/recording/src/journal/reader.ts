import { createHash, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parseSeal, splitSeal, verifyChunkChain } from '@guichet/evidence';
import type { ChainReport } from '@guichet/evidence';
import { AppError, JournalEpoch, JournalHeader } from '@guichet/protocol';
import type { ChunkSeal, NodeKey } from '@guichet/protocol';
import type { UnwrapKey } from './data-key.ts';
import { DamageKind } from './damage.ts';
import type { Damage } from './damage.ts';
import { headerDigest, openBlock } from './block-sealer.ts';
import { CHUNK_HEADER_BYTES, decodeChunkHeader, walkBlocks } from './layout.ts';
import type { ChunkHeader } from './layout.ts';
import { HEADER_NAME, INDEX_NAME, chunkName, chunkSeqOf, epochName, epochOf } from './names.ts';
import type { JournalSource } from './source.ts';

/** No writer makes a larger chunk; more than this is not read into memory. */
const MAX_READ_BYTES = 64 * 1024 * 1024;
const MAX_SMALL_BYTES = 64 * 1024 * 1024;

/** One chunk as it was found. */
export interface ReadChunk {
  readonly seq: number;
  /** Null when the chunk is missing or its header can't be read. */
  readonly header: ChunkHeader | null;
  readonly seal: ChunkSeal | null;
  /** Content and seal together. */
  readonly sizeBytes: number;
  readonly tornBytes: number;
  /** Plaintexts in order; empty without a key. */
  readonly blocks: readonly Buffer[];
}

/** How far an earlier look at the same journal came: everything up to there was whole. */
export interface ReadThrough {
  readonly seq: number;
  readonly seals: readonly ChunkSeal[];
}

const NOTHING_READ: ReadThrough = { seq: 0, seals: [] };

export interface OpenJournalOptions {
  /** Opens the data keys; without it only what is in clear is read. */
  readonly unwrapKey?: UnwrapKey;
  /** Key of the enrolled node; the header's own when not given. */
  readonly nodeKey?: NodeKey;
  /** What need not be read again. */
  readonly read?: ReadThrough;
}

/** A journal open for reading. One chunk at a time is in memory. */
export class Journal {
  readonly header: JournalHeader | null;
  readonly epochs: ReadonlyMap<number, JournalEpoch>;
  /** Numbers of the chunks that exist, or that the index says must have, and that were not read before. */
  readonly #seqs: readonly number[];
  readonly #source: JournalSource;
  /** As key objects: made ready once for each epoch, not for each of thousands of blocks. */
  readonly #keys: ReadonlyMap<number, KeyObject>;
  readonly #nodeKey: NodeKey | undefined;
  readonly #read: ReadThrough;
  readonly #openingDamage: readonly Damage[];
  readonly #damage: Damage[] = [];
  readonly #seals: ChunkSeal[] = [];

  constructor(parts: {
    source: JournalSource;
    header: JournalHeader | null;
    epochs: ReadonlyMap<number, JournalEpoch>;
    keys: ReadonlyMap<number, Uint8Array>;
    seqs: readonly number[];
    nodeKey: NodeKey | undefined;
    read: ReadThrough;
    damage: readonly Damage[];
  }) {
    this.#source = parts.source;
    this.header = parts.header;
    this.epochs = parts.epochs;
    this.#keys = new Map([...parts.keys].map(([epoch, key]) => [epoch, createSecretKey(key)]));
    this.#seqs = parts.seqs.filter((seq) => seq > parts.read.seq);
    this.#nodeKey = parts.nodeKey;
    this.#read = parts.read;
    this.#openingDamage = parts.damage;
  }

  /** How many there are to be read. */
  get chunkCount(): number {
    return this.#seqs.length;
  }

  /** Whether packets can be read, or only what is in clear. */
  get unlocked(): boolean {
    return this.#keys.size > 0;
  }

  /** What was found wrong in the last pass through `chunks`, complete once that pass is over. */
  get damage(): readonly Damage[] {
    return [...this.#openingDamage, ...this.#damage];
  }

  /** The seals met in the last pass through `chunks`, checked against one another, the header, and the node's key. */
  async chain(): Promise<ChainReport> {
    if (!this.header) return { ok: false, verifiedThrough: 0, lastHead: '', problems: [] };
    return verifyChunkChain(this.header, this.#seals, this.#nodeKey);
  }

  /** All chunks from the first to the last, damaged ones included; missing ones are noted. Can be gone through again. */
  async *chunks(): AsyncGenerator<ReadChunk> {
    this.#begin();
    let lastSeal = this.#read.seals.at(-1) ?? null;
    let expected = this.#read.seq + 1;
    for (const seq of this.#seqs) {
      if (seq > expected) this.#note(DamageKind.chunkMissing, expected, 0, seq - 1 > expected ? `through ${seq - 1}` : null);
      expected = seq + 1;
      const chunk = await this.#readChunk(seq);
      lastSeal = chunk.seal;
      if (chunk.seal) this.#seals.push(chunk.seal);
      yield chunk;
    }
    for (const problem of (await this.chain()).problems) {
      if (problem.fault !== 'missing') this.#note(DamageKind.seal, problem.seq, 0, problem.fault);
    }
    if (!lastSeal?.final) this.#note(DamageKind.notFinal, null, 0);
  }

  /**
   * The next chunks as long as one follows the other and each is sealed and whole: for whoever reads along while the journal is written. Whether
   * their seals hold together is found out by `chunks`, at the end.
   */
  async *wholeChunks(): AsyncGenerator<ReadChunk & { readonly seal: ChunkSeal }> {
    this.#begin();
    for (const [index, seq] of this.#seqs.entries()) {
      if (seq !== this.#read.seq + 1 + index) return;
      const chunk = await this.#readChunk(seq);
      const { header, seal } = chunk;
      if (this.damage.length > 0 || header === null || seal === null || !this.#keys.has(header.epoch)) return;
      yield { ...chunk, seal };
    }
  }

  #begin(): void {
    this.#damage.length = 0;
    this.#seals.splice(0, this.#seals.length, ...this.#read.seals);
  }

  async #readChunk(seq: number): Promise<ReadChunk> {
    const nothing = { seq, header: null, seal: null, sizeBytes: 0, tornBytes: 0, blocks: [] };
    const { bytes: file, lost } = await readObject(this.#source, chunkName(seq), MAX_READ_BYTES);
    if (file === null) {
      this.#note(DamageKind.chunkMissing, seq, 0, lost === 'ENOENT' ? null : lost);
      return nothing;
    }

    const { content, sealJson } = splitSeal(file);
    const seal = sealJson === null ? null : parseSeal(sealJson);
    this.#checkSeal(seq, content, sealJson, seal);

    const header = decodeChunkHeader(content);
    const inPlace = header !== null && header.seq === seq && header.recordingId === (this.header?.recordingId ?? header.recordingId);
    if (!inPlace && content.length > 0) this.#note(DamageKind.chunkHeader, seq, content.length);
    if (header === null || !inPlace) return { ...nothing, seal, sizeBytes: file.length };

    const { blocks, leftoverBytes } = walkBlocks(content);
    if (leftoverBytes > 0) this.#note(DamageKind.torn, seq, leftoverBytes);
    const key = this.#keys.get(header.epoch);
    const digest = headerDigest(content.subarray(0, CHUNK_HEADER_BYTES));
    const plains: Buffer[] = [];
    if (key) {
      for (const [index, block] of blocks.entries()) {
        const plain = openBlock(key, digest, seq, index, block);
        if (plain) plains.push(plain);
        else this.#note(DamageKind.block, seq, block.ciphertext.length, `block ${index}`);
      }
    }
    return { seq, header, seal, sizeBytes: file.length, tornBytes: leftoverBytes, blocks: plains };
  }

  #checkSeal(seq: number, content: Buffer, sealJson: string | null, seal: ChunkSeal | null): void {
    if (seal === null) {
      this.#note(sealJson === null ? DamageKind.unsealed : DamageKind.seal, seq, 0, sealJson === null ? null : 'unreadable');
      return;
    }
    if (seal.seq !== seq) this.#note(DamageKind.seal, seq, 0, 'names another chunk');
    const intact = seal.sizeBytes === content.length && createHash('sha256').update(content).digest('hex') === seal.sha256;
    if (!intact) this.#note(DamageKind.chunkHash, seq, 0);
  }

  #note(kind: DamageKind, chunkSeq: number | null, bytes: number, detail: string | null = null): void {
    this.#damage.push({ kind, chunkSeq, bytes, detail });
  }
}

/**
 * Opens a journal for reading. Damage of any kind is stated (`Journal.damage`), never thrown; a source without a journal is refused (`not_found`), and whatever a
 * source throws that does not answer is thrown on, here and while chunks are read.
 */
export async function openJournal(
  source: JournalSource,
  { unwrapKey, nodeKey, read = NOTHING_READ }: OpenJournalOptions = {},
): Promise<Journal> {
  const names = await source.list();
  const damage: Damage[] = [];
  const seqs = names.map(chunkSeqOf).filter((seq) => seq !== null);
  if (!names.includes(HEADER_NAME) && seqs.length === 0)
    throw new AppError('not_found', { cause: new Error(`No journal in ${source.name}`) });

  const header = await readJson(source, HEADER_NAME, JournalHeader);
  if (!header) damage.push({ kind: DamageKind.headerUnreadable, chunkSeq: null, bytes: 0, detail: null });

  const epochs = new Map<number, JournalEpoch>();
  const keys = new Map<number, Uint8Array>();
  for (const number of names
    .map(epochOf)
    .filter((epoch) => epoch !== null)
    .sort((a, b) => a - b)) {
    const entry = await readJson(source, epochName(number), JournalEpoch);
    if (entry) epochs.set(number, entry);
    const key = entry && unwrapKey ? await unwrapKey(entry.wrappedKey).catch(() => null) : null;
    if (key) keys.set(number, key);
    if (!entry || (unwrapKey && !key)) {
      damage.push({ kind: DamageKind.epochUnreadable, chunkSeq: null, bytes: 0, detail: epochName(number) });
    }
  }

  const indexed = header ? await indexedSeqs(source, names, header, nodeKey) : [];
  const known = [...new Set([...seqs, ...indexed])].sort((a, b) => a - b);
  return new Journal({ source, header, epochs, keys, seqs: known, nodeKey, read, damage });
}

interface Schema<T> {
  safeParse(value: unknown): { data?: T | undefined };
}

async function readJson<T>(source: JournalSource, name: string, schema: Schema<T>): Promise<T | null> {
  const { bytes } = await readObject(source, name, MAX_SMALL_BYTES);
  if (bytes === null) return null;
  try {
    return schema.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Why an object cannot be read that another attempt would not change: it is gone, or not what was stored any more. */
const LASTING = ['ENOENT', 'EIO', 'OBJECT_DAMAGED', 'payload_too_large'];

/**
 * `bytes` is null for what is lost. Whatever else keeps an object from being read (a store that is away, credentials that ran out) says nothing about the
 * recording: taken for a hole, it would be sealed as one.
 */
async function readObject(
  source: JournalSource,
  name: string,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly lost: null } | { readonly bytes: null; readonly lost: string }> {
  try {
    return { bytes: await source.read(name, maxBytes), lost: null };
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!LASTING.includes(code)) throw cause;
    return { bytes: null, lost: code };
  }
}

/** The index tells of chunks at the end that are gone, where no gap between chunks would. Entries that don't hold are not believed. */
async function indexedSeqs(
  source: JournalSource,
  names: readonly string[],
  header: JournalHeader,
  nodeKey: NodeKey | undefined,
): Promise<number[]> {
  if (!names.includes(INDEX_NAME)) return [];
  const { bytes } = await readObject(source, INDEX_NAME, MAX_SMALL_BYTES);
  const seals = (bytes?.toString('utf8') ?? '')
    .split('\n')
    .map(parseSeal)
    .filter((seal) => seal !== null);
  const report = await verifyChunkChain(header, seals, nodeKey);
  return seals.map((seal) => seal.seq).filter((seq) => seq <= report.verifiedThrough);
}
