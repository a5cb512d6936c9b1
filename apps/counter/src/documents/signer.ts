import { type KeyObject, sign } from 'node:crypto';
import { type CmsSigner, SignatureAlgorithm } from '@guichet/evidence/sealing';
import type { SignerKind as SignerKinds } from '@guichet/workflow';
import type { z } from 'zod';

/** Whose signature a sealed document carries: the bank's own seal over handwriting and video, or an event certificate of an authority. */
export type SignerKind = z.infer<typeof SignerKinds>;

/** What a signature is about; an authority puts its fingerprint into the certificate that it issues for this one event. */
export interface SigningEvent {
  /** SHA-256 of the document as it is signed, before the seal, in hexadecimal. */
  readonly documentHash: string;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/** Signs for one document. */
export interface DocumentSigner extends CmsSigner {
  readonly kind: SignerKind;
}

/** Where signers come from. Throws when none can be had: a document is never said to be sealed when it isn't. */
export interface SignerProvider {
  readonly kind: SignerKind;
  signerFor(event: SigningEvent, signal: AbortSignal): Promise<DocumentSigner>;
}

/** A signer whose private key is here. Throws for keys that are neither EC nor RSA. */
export function keySigner(kind: SignerKind, key: KeyObject, certificates: readonly Uint8Array[]): DocumentSigner {
  const type = key.asymmetricKeyType;
  if (type !== 'ec' && type !== 'rsa') throw new Error('A document is sealed with an EC or an RSA key');
  return {
    kind,
    certificates,
    algorithm: type === 'ec' ? SignatureAlgorithm.ecdsa : SignatureAlgorithm.rsa,
    sign: async (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'der' }),
  };
}
