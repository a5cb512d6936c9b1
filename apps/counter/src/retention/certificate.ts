import { canonicalJson, hashOf } from '@guichet/evidence';
import { signCms } from '@guichet/evidence/sealing';
import type { SignerProvider } from '../documents/signer.ts';

const SIGN_WITHIN_MS = 15_000;

/** A certificate as it is kept and handed out: what it says, and the bank's detached signature (CMS, RFC 5652) over its canonical JSON (RFC 8785). */
export interface SignedCertificate {
  readonly certificate: Readonly<Record<string, unknown>>;
  /** SHA-256 of the canonical JSON, which the session's log names. */
  readonly hash: string;
  /** DER in base64. */
  readonly signature: string;
}

/** Signed with the bank's seal. Throws where it cannot sign: nothing is ever said to be certified when it is not. */
export async function certify(content: Readonly<Record<string, unknown>>, seal: SignerProvider, atMs: number): Promise<SignedCertificate> {
  const hash = hashOf(content);
  const signer = await seal.signerFor({ documentHash: hash, atMs }, AbortSignal.timeout(SIGN_WITHIN_MS));
  const signature = await signCms(new TextEncoder().encode(canonicalJson(content)), signer, { signingTimeMs: atMs });
  return { certificate: content, hash, signature: Buffer.from(signature).toString('base64') };
}
