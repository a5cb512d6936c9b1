import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blocksOf, type ByteSource } from '../container/byte-source.ts';
import { crc32 } from '../container/crc32.ts';

/** Takes bytes in and gives their SHA-256; where the platform has a faster one, that one (`createHash` of Node has this shape). */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}
export type NewHasher = () => Hasher;

export const newHasher: NewHasher = () => sha256.create();

export interface Fingerprint {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly crc32: number;
}

/** Both checksums of a source in one pass; `onBytes` hears of every block. */
export async function fingerprintOf(source: ByteSource, hasherOf: NewHasher, onBytes: (count: number) => void): Promise<Fingerprint> {
  const hasher = hasherOf();
  let crc = 0;
  for await (const block of blocksOf(source)) {
    hasher.update(block);
    crc = crc32(block, crc);
    onBytes(block.length);
  }
  return { sha256: bytesToHex(Uint8Array.from(hasher.digest())), crc32: crc };
}
