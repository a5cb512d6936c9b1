import { sha256 } from '@noble/hashes/sha2.js';
import { fromBER, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData, type SignerInfo } from 'pkijs';
import { sameBytes } from '../merkle/hashes.ts';
import { Oid } from './oids.ts';
import { isSignatureBy } from './signature-algorithm.ts';

export const CmsFault = {
  /** Not CMS SignedData with exactly one signer, or with bytes behind its end. */
  form: 'form',
  /** The content is missing, or is of another type than expected. */
  content: 'content',
  /** The content is not what was signed. */
  digest: 'digest',
  /** The signer's certificate is not in it, or not the one named under the signature. */
  certificate: 'certificate',
  /** The signature is not by that certificate's key over these attributes. */
  signature: 'signature',
} as const;
export type CmsFault = (typeof CmsFault)[keyof typeof CmsFault];

export type CmsReport =
  | {
      readonly ok: true;
      readonly signer: Certificate;
      /** All that came along, the signer's own among them. */
      readonly certificates: readonly Certificate[];
      /** What was signed. */
      readonly content: Uint8Array;
    }
  | { readonly ok: false; readonly fault: CmsFault };

export interface CmsExpectation {
  /** What a detached signature is about; left out where the content is carried along. */
  readonly content?: Uint8Array;
  /** `data` where nothing else is said. */
  readonly contentType?: string;
}

/** Verifies one signature and what it names; whether its certificate is to be trusted is another question (`chain.ts`). Never throws, whatever the bytes are. */
export async function verifyCms(der: Uint8Array, expected: CmsExpectation = {}): Promise<CmsReport> {
  const signed = parseSignedData(der);
  if (signed === null) return failed(CmsFault.form);
  try {
    return await verifySignedData(signed, expected);
  } catch {
    // The library's types are promises that foreign bytes don't keep.
    return failed(CmsFault.form);
  }
}

const failed = (fault: CmsFault): CmsReport => ({ ok: false, fault });

async function verifySignedData(signed: SignedData, { content: beside, contentType = Oid.data }: CmsExpectation): Promise<CmsReport> {
  const [info, ...more] = signed.signerInfos;
  if (info === undefined || more.length > 0) return failed(CmsFault.form);

  const { eContentType, eContent } = signed.encapContentInfo;
  const carried = eContent === undefined ? undefined : new Uint8Array(eContent.getValue());
  const content = beside ?? carried;
  if (content === undefined || (beside !== undefined && carried !== undefined) || eContentType !== contentType)
    return failed(CmsFault.content);

  const attribute = (type: string) => onlyValue(info, type);
  const namedType = attribute(Oid.contentType);
  const namedDigest = attribute(Oid.messageDigest);
  if (!(namedType instanceof ObjectIdentifier) || namedType.getValue() !== contentType) return failed(CmsFault.content);
  if (info.digestAlgorithm.algorithmId !== Oid.sha256 || !(namedDigest instanceof OctetString)) return failed(CmsFault.digest);
  if (!sameBytes(new Uint8Array(namedDigest.getValue()), sha256(content))) return failed(CmsFault.digest);

  const certificates = (signed.certificates ?? []).filter((one) => one instanceof Certificate);
  const signer = certificates.find((one) => isNamedBy(info, one));
  if (signer === undefined || !namesCertificate(attribute(Oid.signingCertificateV2), signer)) return failed(CmsFault.certificate);

  // As a SET OF, with its own tag, and not as the tagged field that it is sent as (RFC 5652 §5.4).
  const attributes = new Uint8Array(info.signedAttrs?.encodedValue ?? new ArrayBuffer());
  if (attributes.length === 0) return failed(CmsFault.signature);
  attributes[0] = 0x31;
  const signature = new Uint8Array(info.signature.getValue());
  if (!(await isSignatureBy(signer, info.signatureAlgorithm, signature, attributes))) return failed(CmsFault.signature);
  return { ok: true, signer, certificates, content };
}

function parseSignedData(der: Uint8Array): SignedData | null {
  try {
    const { result, offset } = fromBER(Uint8Array.from(der));
    if (offset !== der.length) return null;
    const info = new ContentInfo({ schema: result });
    return info.contentType === Oid.signedData ? new SignedData({ schema: info.content }) : null;
  } catch {
    return null;
  }
}

/** The one value of an attribute that stands exactly once under the signature. */
function onlyValue(info: SignerInfo, type: string): unknown {
  const found = (info.signedAttrs?.attributes ?? []).filter((one) => one.type === type);
  return found.length === 1 && found[0]?.values.length === 1 ? found[0].values[0] : undefined;
}

function isNamedBy({ sid }: SignerInfo, { issuer, serialNumber }: Certificate): boolean {
  return sid instanceof IssuerAndSerialNumber && sid.issuer.isEqual(issuer) && sid.serialNumber.isEqual(serialNumber);
}

/** `SigningCertificateV2`: its first `ESSCertIDv2` is of the signer's certificate, by SHA-256 (the default, RFC 5035 §4). */
function namesCertificate(value: unknown, certificate: Certificate): boolean {
  if (!(value instanceof Sequence)) return false;
  const [identifiers] = value.valueBlock.value;
  const first = identifiers instanceof Sequence ? identifiers.valueBlock.value[0] : undefined;
  if (!(first instanceof Sequence)) return false;
  // Either the hash comes first, or an algorithm before it, which then has to be SHA-256 as well.
  const [algorithm, hash] = first.valueBlock.value[0] instanceof Sequence ? first.valueBlock.value : [undefined, first.valueBlock.value[0]];
  if (algorithm instanceof Sequence) {
    const [oid] = algorithm.valueBlock.value;
    if (!(oid instanceof ObjectIdentifier) || oid.getValue() !== Oid.sha256) return false;
  }
  return hash instanceof OctetString && sameBytes(new Uint8Array(hash.getValue()), sha256(new Uint8Array(certificate.toSchema().toBER())));
}
