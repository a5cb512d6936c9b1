import { createHash } from 'node:crypto';
import { Null, ObjectIdentifier, OctetString, Sequence, Set as Asn1Set } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import type { DocumentSigner } from './signer.ts';

const ID_DATA = '1.2.840.113549.1.7.1';
const ID_SIGNED_DATA = '1.2.840.113549.1.7.2';
const ID_CONTENT_TYPE = '1.2.840.113549.1.9.3';
const ID_MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const ID_SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const ID_SHA256 = '2.16.840.1.101.3.4.2.1';

/**
 * A detached CMS signature (RFC 5652 §5) over `content`, as the PAdES baseline profile B-B asks for it (ETSI EN 319 142-1 §6.3): the signer's
 * certificate is named under the signature (signing-certificate-v2, RFC 5035 §3), and the time stands in the PDF's dictionary, not here.
 * @returns DER
 */
export async function detachedSignature(content: Uint8Array, signer: DocumentSigner): Promise<Uint8Array> {
  const [own, ...above] = signer.certificates.map((der) => Certificate.fromBER(der));
  const [ownDer] = signer.certificates;
  if (own === undefined || ownDer === undefined) throw new Error('A signer without a certificate');
  const signedAttributes = new SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      new Attribute({ type: ID_CONTENT_TYPE, values: [new ObjectIdentifier({ value: ID_DATA })] }),
      new Attribute({ type: ID_MESSAGE_DIGEST, values: [new OctetString({ valueHex: sha256(content) })] }),
      new Attribute({ type: ID_SIGNING_CERTIFICATE_V2, values: [signingCertificate(ownDer)] }),
    ],
  });
  // The signature is over the attributes as a SET OF in DER, not as the tagged field they are sent as (RFC 5652 §5.4).
  const encoded = new Asn1Set({ value: derOrder(signedAttributes.attributes.map((attribute) => attribute.toSchema())) });
  const signature = await signer.sign(new Uint8Array(encoded.toBER()));
  signedAttributes.attributes = derOrder(signedAttributes.attributes, (attribute) => attribute.toSchema());

  const sha256Algorithm = new AlgorithmIdentifier({ algorithmId: ID_SHA256, algorithmParams: new Null() });
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: [sha256Algorithm],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: ID_DATA }),
    certificates: [own, ...above],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
        digestAlgorithm: sha256Algorithm,
        signedAttrs: signedAttributes,
        signatureAlgorithm: new AlgorithmIdentifier({ algorithmId: signer.algorithm }),
        signature: new OctetString({ valueHex: copyOf(signature) }),
      }),
    ],
  });
  const info = new ContentInfo({ contentType: ID_SIGNED_DATA, content: signed.toSchema(true) });
  return new Uint8Array(info.toSchema().toBER());
}

/** `SigningCertificateV2` with one certificate; SHA-256 is its default hash and so not written. */
function signingCertificate(certificateDer: Uint8Array): Sequence {
  const identifier = new Sequence({ value: [new OctetString({ valueHex: sha256(certificateDer) })] });
  return new Sequence({ value: [new Sequence({ value: [identifier] })] });
}

interface Encodable {
  toBER(): ArrayBuffer;
}

/** The order in which DER puts the members of a SET OF: by their encodings (X.690 §11.6). */
function derOrder<T extends Encodable>(members: readonly T[]): T[];
function derOrder<T>(members: readonly T[], encode: (member: T) => Encodable): T[];
function derOrder<T>(members: readonly T[], encode: (member: T) => Encodable = (member) => member as Encodable): T[] {
  return members.toSorted((one, other) => Buffer.compare(Buffer.from(encode(one).toBER()), Buffer.from(encode(other).toBER())));
}

function sha256(bytes: Uint8Array): ArrayBuffer {
  return copyOf(createHash('sha256').update(bytes).digest());
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
