import type { ChunkSeal } from '@guichet/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { parseSeal, splitSeal } from '../chunk-seal-tail.ts';
import { BLOCK_BYTES, type ByteSource, passingBlocksOf, passingBytesOf } from '../container/byte-source.ts';
import { crc32 } from '../container/crc32.ts';

/** Takes bytes in and gives their SHA-256. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  /** Another that has taken in the same so far. */
  copy(): Hasher;
  digest(): Uint8Array;
}

/** Arithmetic that a platform may have faster than JavaScript does: `createHash` and `zlib.crc32` of Node have these shapes. */
export interface Checksums {
  sha256(): Hasher;
  /** CRC-32 of `bytes` behind what `before` is the CRC of. */
  crc32(bytes: Uint8Array, before: number): number;
}

const hasherOf = (hash: ReturnType<typeof sha256.create>): Hasher => ({
  update: (bytes) => hash.update(bytes),
  copy: () => hasherOf(hash.clone()),
  digest: () => hash.digest(),
});

export const plainChecksums: Checksums = { sha256: () => hasherOf(sha256.create()), crc32 };

/** A chunk of a journal: what its seal is over, and the seal. */
export interface SealedContent {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly seal: ChunkSeal | null;
}

export interface Fingerprint {
  /** Hexadecimal. */
  readonly sha256: string;
  /** Null where it was not asked for. */
  readonly crc32: number | null;
  /** Of a chunk's file; null for any other. */
  readonly chunk: SealedContent | null;
}

const CHUNK_FILE = /\.chunk$/;
/** No writer makes a larger chunk; more is not read into memory, and is then no chunk. */
const MAX_CHUNK_BYTES = 64 << 20;

interface Pass {
  readonly onBytes: (count: number) => void;
  readonly withCrc: boolean;
}

/** Takes the checksums of one entry after the other; all of them pass through the same memory. */
export class Fingerprinter {
  readonly #memory = new Uint8Array(BLOCK_BYTES);
  readonly #checksums: Checksums;

  constructor(checksums: Checksums) {
    this.#checksums = checksums;
  }

  /** All checksums of an entry in one pass over its bytes; `onBytes` hears of every block. */
  async of(name: string, content: ByteSource, { onBytes, withCrc }: Pass): Promise<Fingerprint> {
    if (CHUNK_FILE.test(name) && content.sizeBytes <= MAX_CHUNK_BYTES) {
      const file = await passingBytesOf(content, this.#memory);
      onBytes(file.length);
      const crc32 = withCrc ? this.#checksums.crc32(file, 0) : null;
      return { ...chunkFingerprint(file, this.#checksums), crc32 };
    }
    const hasher = this.#checksums.sha256();
    let crc = 0;
    for await (const block of passingBlocksOf(content, this.#memory)) {
      hasher.update(block);
      if (withCrc) crc = this.#checksums.crc32(block, crc);
      onBytes(block.length);
    }
    return { sha256: hexOf(hasher), crc32: withCrc ? crc : null, chunk: null };
  }
}

/** The seal is over what stands before it, and the manifest over all: one is the other, continued. */
function chunkFingerprint(file: Uint8Array, checksums: Checksums): Omit<Fingerprint, 'crc32'> {
  const { content, sealJson } = splitSeal(file);
  const hasher = checksums.sha256();
  hasher.update(content);
  const ofContent = hexOf(hasher.copy());
  hasher.update(file.subarray(content.length));
  const seal = sealJson === null ? null : parseSeal(sealJson);
  return { sha256: hexOf(hasher), chunk: { sha256: ofContent, sizeBytes: content.length, seal } };
}

const hexOf = (hasher: Hasher): string => bytesToHex(Uint8Array.from(hasher.digest()));
