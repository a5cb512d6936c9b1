import { AppError, type PageKey, type PageProof, proofText } from '@guichet/protocol';
import { calculateJwkThumbprint } from 'jose';

const { subtle } = globalThis.crypto;

/** RFC 7638 thumbprint (SHA-256, base64url) of a page's key. */
export const thumbprintOf = (key: PageKey): Promise<string> => calculateJwkThumbprint(key, 'sha256');

/**
 * Checks that the sender holds the private half of `proof.key`.
 *
 * @returns the key's thumbprint
 * @throws AppError `proof_invalid`
 */
export async function verifyPageProof(purpose: 'join' | 'resume', nonce: string | null, proof: PageProof): Promise<string> {
  if (nonce === null) throw new AppError('proof_invalid');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const text = new TextEncoder().encode(proofText(purpose, nonce));
  const signature = Buffer.from(proof.signature, 'base64url');
  let valid: boolean;
  try {
    const key = await subtle.importKey('jwk', { ...proof.key, ext: true }, algorithm, false, ['verify']);
    valid = await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, text);
  } catch (cause) {
    // Coordinates that are no point of the curve.
    throw new AppError('proof_invalid', { cause });
  }
  if (!valid) throw new AppError('proof_invalid');
  return thumbprintOf(proof.key);
}
