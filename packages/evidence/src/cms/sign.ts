import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type BaseBlock, ObjectIdentifier, OctetString, Sequence, Set as Asn1Set, UTCTime } from 'asn1js';
import {
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import { Oid } from './oids.ts';
import { identifierOf, sha256Identifier } from './signature-algorithm.ts';
import type { CmsSigner } from './signer.ts';

export interface CmsOptions {
  /** What the content is; `data` where nothing else is said. */
  readonly contentType?: string;
  /** Whether the content is carried along; a detached signature (the default) stands beside it. */
  readonly embed?: boolean;
  /** Unix milliseconds, to be claimed by the signer; only a time-stamp proves a time. */
  readonly signingTimeMs?: number;
}

/**
 * CMS SignedData (RFC 5652 §5) over `content` by one signer, whose certificate is named under the signature (signing-certificate-v2, RFC 5035 §3) as
 * CAdES and PAdES baseline ask (ETSI EN 319 122-1 §6.3, EN 319 142-1 §6.3).
 * @returns DER
 */
export async function signCms(content: Uint8Array, signer: CmsSigner, options: CmsOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { contentType = Oid.data, embed = false, signingTimeMs } = options;
  const [ownDer] = signer.certificates;
  const [own, ...above] = signer.certificates.map((der) => Certificate.fromBER(Uint8Array.from(der)));
  if (own === undefined || ownDer === undefined) throw new Error('A signer without a certificate');

  const attributes = inDerOrder([
    attribute(Oid.contentType, new ObjectIdentifier({ value: contentType })),
    attribute(Oid.messageDigest, new OctetString({ valueHex: digest(content) })),
    attribute(Oid.signingCertificateV2, signingCertificate(ownDer)),
    ...(signingTimeMs === undefined ? [] : [attribute(Oid.signingTime, new UTCTime({ valueDate: new Date(signingTimeMs) }))]),
  ]);
  // The signature is over the attributes as a SET OF in DER, not as the tagged field they are sent as (RFC 5652 §5.4).
  const signature = await signer.sign(new Uint8Array(new Asn1Set({ value: attributes.map((one) => one.toSchema()) }).toBER()));

  const signed = new SignedData({
    // RFC 5652 §5.1: 3 for content that is not plain data, 1 otherwise.
    version: contentType === Oid.data ? 1 : 3,
    digestAlgorithms: [sha256Identifier()],
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: contentType,
      ...(embed ? { eContent: new OctetString({ valueHex: copyOf(content) }) } : {}),
    }),
    certificates: [own, ...above],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
        digestAlgorithm: sha256Identifier(),
        signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
        signatureAlgorithm: identifierOf(signer.algorithm),
        signature: new OctetString({ valueHex: copyOf(signature) }),
      }),
    ],
  });
  return new Uint8Array(new ContentInfo({ contentType: Oid.signedData, content: signed.toSchema(true) }).toSchema().toBER());
}

const attribute = (type: string, value: BaseBlock): Attribute => new Attribute({ type, values: [value] });

/** `SigningCertificateV2` with one certificate; SHA-256 is its default hash and so not written. */
function signingCertificate(certificateDer: Uint8Array): Sequence {
  const identifier = new Sequence({ value: [new OctetString({ valueHex: digest(certificateDer) })] });
  return new Sequence({ value: [new Sequence({ value: [identifier] })] });
}

/** The order in which DER puts the members of a SET OF: by their encodings (X.690 §11.6). */
function inDerOrder(attributes: readonly Attribute[]): Attribute[] {
  const encoded = (one: Attribute): string => bytesToHex(new Uint8Array(one.toSchema().toBER()));
  return attributes.toSorted((one, other) => (encoded(one) < encoded(other) ? -1 : 1));
}

const digest = (bytes: Uint8Array): ArrayBuffer => copyOf(sha256(bytes));
const copyOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
