import type { Commitment } from '@guichet/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';

/** As long as the digest: without its salt a commitment to a short value (a name, a telephone number) cannot be found by trying. */
export const COMMITMENT_SALT_BYTES = 32;

/** A fresh salt, one for each value: two commitments to the same value must not look alike. */
export function newCommitmentSalt(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(COMMITMENT_SALT_BYTES));
}

/** `sha256(salt ‖ canonical JSON of the value)` as hexadecimal: what stands in the log where a personal value would. */
export function commitmentTo(salt: Uint8Array, value: unknown): Commitment {
  if (salt.length !== COMMITMENT_SALT_BYTES) throw new RangeError(`A salt has ${COMMITMENT_SALT_BYTES} bytes`);
  return bytesToHex(sha256(concatBytes(salt, utf8ToBytes(canonicalJson(value))))) as Commitment;
}

/** Whether salt and value are what the log was committed to. */
export function opensCommitment(commitment: Commitment, salt: Uint8Array, value: unknown): boolean {
  return salt.length === COMMITMENT_SALT_BYTES && commitmentTo(salt, value) === commitment;
}
