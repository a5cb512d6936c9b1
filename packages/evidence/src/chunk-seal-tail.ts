import { ChunkSeal } from '@guichet/protocol';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** A closed chunk ends in its seal: the seal as UTF-8 JSON, the length of that (4 bytes, big-endian), `GUICHETS`. */
const MAGIC = utf8ToBytes('GUICHETS');
const TAIL_BYTES = 4 + MAGIC.length;
const MAX_SEAL_BYTES = 4096;

/** So many bytes at the end of a chunk file hold its seal, whatever its length. */
export const SEAL_SEARCH_BYTES = MAX_SEAL_BYTES + TAIL_BYTES;

export function encodeSeal(sealJson: string): Uint8Array {
  const json = utf8ToBytes(sealJson);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, json.length);
  return concatBytes(json, length, MAGIC);
}

/** Splits a chunk file, or the end of one, into content and seal text; the seal is null when it doesn't end in one. */
export function splitSeal<Bytes extends Uint8Array>(file: Bytes): { readonly content: Bytes; readonly sealJson: string | null } {
  const whole = { content: file, sealJson: null };
  const magicAt = file.length - MAGIC.length;
  if (file.length < TAIL_BYTES || !MAGIC.every((byte, index) => file[magicAt + index] === byte)) return whole;
  const jsonBytes = new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(file.length - TAIL_BYTES);
  const contentBytes = file.length - TAIL_BYTES - jsonBytes;
  if (jsonBytes > MAX_SEAL_BYTES || contentBytes < 0) return whole;
  const sealJson = new TextDecoder().decode(file.subarray(contentBytes, contentBytes + jsonBytes));
  return { content: file.subarray(0, contentBytes) as Bytes, sealJson };
}

/** The seal when the text is one; whether it is true is another question (`verifyChunkChain`). */
export function parseSeal(sealJson: string): ChunkSeal | null {
  try {
    return ChunkSeal.safeParse(JSON.parse(sealJson)).data ?? null;
  } catch {
    return null;
  }
}
