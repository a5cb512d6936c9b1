import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { BLOCK_HEADER_BYTES, TAG_BYTES, blockNonce, encodeBlockHeader } from './layout.ts';
import type { SealedBlock } from './layout.ts';

const CIPHER = 'aes-256-gcm';

/** What ties the blocks of a chunk to its header. */
export const headerDigest = (chunkHeader: Buffer): Buffer => createHash('sha256').update(chunkHeader).digest();

/** Seals one block; the parts are to be written one behind the other, in one go. */
export function sealBlock(dataKey: KeyObject, digest: Buffer, seq: number, index: number, plain: Buffer): Buffer[] {
  const clear = encodeBlockHeader(index, plain.length);
  const cipher = createCipheriv(CIPHER, dataKey, blockNonce(seq, index), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([digest, clear], digest.length + BLOCK_HEADER_BYTES));
  const ciphertext = cipher.update(plain);
  cipher.final();
  return [clear, ciphertext, cipher.getAuthTag()];
}

/** Null when the block is not, bit for bit and in its place, what was sealed with this key. */
export function openBlock(
  dataKey: KeyObject | Uint8Array,
  digest: Buffer,
  seq: number,
  expectedIndex: number,
  block: SealedBlock,
): Buffer | null {
  const decipher = createDecipheriv(CIPHER, dataKey, blockNonce(seq, expectedIndex), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([digest, block.clear]));
  decipher.setAuthTag(block.tag);
  try {
    const plain = decipher.update(block.ciphertext);
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}
