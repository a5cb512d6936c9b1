import type { Certificate } from 'pkijs';
import { isTrusted } from '../cms/chain.ts';
import { type CmsReport, verifyCms } from '../cms/verify.ts';
import { CheckId, type CheckResult, judged, notEvaluated, passed } from './report.ts';
import { sha256Hex } from '../sha256.ts';
import { Name } from '../sealing/package-layout.ts';

/** The institution's signature over the list of files. */
export async function checkSignature(
  signature: Uint8Array | null,
  list: Uint8Array | null,
): Promise<{ result: CheckResult; cms: CmsReport | null }> {
  if (signature === null || list === null) {
    return {
      result: judged(CheckId.signature, [{ fault: 'missing', path: signature === null ? Name.signature : Name.signedList }]),
      cms: null,
    };
  }
  const cms = await verifyCms(signature, { content: list });
  return { result: judged(CheckId.signature, cms.ok ? [] : [{ fault: cms.fault, path: Name.signature }]), cms };
}

/** Whether somebody whom the reader trusts vouches for the signer. `atMs`: when the package was signed at the latest, Unix milliseconds. */
export async function checkSigner(cms: CmsReport | null, trusted: readonly Certificate[], atMs: number): Promise<CheckResult> {
  if (cms === null || !cms.ok) return notEvaluated(CheckId.signer, 'no_signature');
  const facts = { name: nameOf(cms.signer), sha256: fingerprintOf(cms.signer) };
  if (trusted.length === 0) return { ...notEvaluated(CheckId.signer, 'nobody_trusted'), facts: { ...facts, reason: 'nobody_trusted' } };
  const holds = await isTrusted(cms.signer, cms.certificates, trusted, atMs);
  return holds ? passed(CheckId.signer, facts) : judged(CheckId.signer, [{ fault: 'untrusted', path: Name.signature }], facts);
}

/** The subject, its parts in their order. */
export const nameOf = ({ subject }: Certificate): string =>
  subject.typesAndValues.map(({ value }) => String(value.valueBlock.value)).join(', ');

export const fingerprintOf = (certificate: Certificate): string => sha256Hex(new Uint8Array(certificate.toSchema().toBER()));
