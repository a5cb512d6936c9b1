import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** SHA-256: 32 bytes. */
export type Digest = Uint8Array;

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

/** The head of a tree without leaves: the hash of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Digest = sha256(new Uint8Array());

/** RFC 9162 §2.1.1: a leaf and a node start with different bytes, so that neither can be passed off as the other. */
export const leafHash = (entry: Uint8Array): Digest => sha256(concatBytes(LEAF, entry));

/** RFC 9162 §2.1.1: two halves of a tree make one. */
export const nodeHash = (left: Digest, right: Digest): Digest => sha256(concatBytes(NODE, left, right));

export function sameBytes(one: Digest, other: Digest): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
