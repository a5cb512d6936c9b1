import type { SignatureAlgorithm } from './signature-algorithm.ts';

/** Whoever signs: a key in a file, a module behind HTTP. Only this is asked of it. */
export interface CmsSigner {
  /** In DER: the signer's own certificate first, then those above it. */
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** A signature over these bytes with SHA-256; for ECDSA in the DER form of RFC 3279 §2.2.3. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
