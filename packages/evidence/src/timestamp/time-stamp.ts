import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { fromBER, Integer, OctetString } from 'asn1js';
import { type Certificate, ContentInfo, ExtKeyUsage, MessageImprint, PKIStatus, TimeStampReq, TimeStampResp, TSTInfo } from 'pkijs';
import { Oid } from '../cms/oids.ts';
import { sha256Identifier } from '../cms/signature-algorithm.ts';
import { type CmsFault, verifyCms } from '../cms/verify.ts';
import { type Digest, sameBytes } from '../merkle/hashes.ts';

/** What a token says, once it was found to hold. */
export interface TimeStamp {
  /** Unix milliseconds: at the latest then, the bytes existed. */
  readonly atMs: number;
  /** How far off the authority admits to be; 0 where it says nothing. */
  readonly accuracyMs: number;
  readonly serialNumber: string;
  readonly policy: string;
  /** The authority's certificate; whether it is to be trusted is for the reader (`cms/chain.ts`). */
  readonly authority: Certificate;
  readonly certificates: readonly Certificate[];
}

export const TimeStampFault = {
  /** Not a token, or one with fields that can't be read. */
  form: 'form',
  /** The token is about other bytes. */
  imprint: 'imprint',
  /** Not the answer to this request. */
  nonce: 'nonce',
  /** The certificate is not one for giving the time, and for nothing else (RFC 3161 §2.3). */
  purpose: 'purpose',
  /** The authority's signature doesn't hold. */
  signature: 'signature',
} as const;
export type TimeStampFault = (typeof TimeStampFault)[keyof typeof TimeStampFault];

export type TimeStampReport =
  | { readonly ok: true; readonly stamp: TimeStamp }
  | { readonly ok: false; readonly fault: TimeStampFault; readonly cms?: CmsFault };

/** A request for a token over SHA-256 (RFC 3161 §2.4.1), asking for the authority's certificate. `nonce`: 8 bytes drawn for this request alone. */
export function timeStampRequest(imprint: Digest, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: messageImprint(imprint),
    nonce: nonceInteger(nonce),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

/** The token in an authority's answer (RFC 3161 §2.4.2); null when it granted none. */
export function tokenOfResponse(response: Uint8Array): Uint8Array<ArrayBuffer> | null {
  try {
    const { result, offset } = fromBER(Uint8Array.from(response));
    if (offset !== response.length) return null;
    const parsed = new TimeStampResp({ schema: result });
    const granted = parsed.status.status === PKIStatus.granted || parsed.status.status === PKIStatus.grantedWithMods;
    return granted && parsed.timeStampToken ? new Uint8Array(parsed.timeStampToken.toSchema().toBER()) : null;
  } catch {
    return null;
  }
}

/**
 * Verifies a token: that its authority signed it, that it is about these bytes, that it answers this request when its nonce is given.
 * @param imprint SHA-256 of what was stamped
 */
export async function verifyTimeStamp(token: Uint8Array, imprint: Digest, nonce?: Uint8Array): Promise<TimeStampReport> {
  const cms = await verifyCms(token, { contentType: Oid.tstInfo });
  if (!cms.ok) return { ok: false, fault: TimeStampFault.signature, cms: cms.fault };
  const failed = (fault: TimeStampFault): TimeStampReport => ({ ok: false, fault });
  const info = parseTstInfo(cms.content);
  if (info === null) return failed(TimeStampFault.form);
  if (info.messageImprint.hashAlgorithm.algorithmId !== Oid.sha256) return failed(TimeStampFault.imprint);
  if (!sameBytes(new Uint8Array(info.messageImprint.hashedMessage.getValue()), imprint)) return failed(TimeStampFault.imprint);
  if (nonce && !(info.nonce && info.nonce.isEqual(nonceInteger(nonce)))) return failed(TimeStampFault.nonce);
  if (!isForTimeStamping(cms.signer)) return failed(TimeStampFault.purpose);
  return {
    ok: true,
    stamp: {
      atMs: info.genTime.getTime(),
      accuracyMs: accuracyMs(info),
      serialNumber: bytesToHex(new Uint8Array(info.serialNumber.valueBlock.valueHexView)),
      policy: info.policy,
      authority: cms.signer,
      certificates: cms.certificates,
    },
  };
}

export const imprintOf = (bytes: Uint8Array): Digest => sha256(bytes);

export const messageImprint = (imprint: Digest): MessageImprint =>
  new MessageImprint({ hashAlgorithm: sha256Identifier(), hashedMessage: new OctetString({ valueHex: Uint8Array.from(imprint).buffer }) });

/** A nonce is a number; a leading zero byte keeps it from being read as a negative one. */
const nonceInteger = (nonce: Uint8Array): Integer => new Integer({ valueHex: Uint8Array.of(0x01, ...nonce).buffer });

function parseTstInfo(content: Uint8Array): TSTInfo | null {
  try {
    const { result, offset } = fromBER(Uint8Array.from(content));
    return offset === content.length ? new TSTInfo({ schema: result }) : null;
  } catch {
    return null;
  }
}

function accuracyMs({ accuracy }: TSTInfo): number {
  const { seconds = 0, millis = 0, micros = 0 } = accuracy ?? {};
  return seconds * 1_000 + millis + micros / 1_000;
}

/** RFC 3161 §2.3: extended key usage, critical, with this one purpose. */
function isForTimeStamping({ extensions }: Certificate): boolean {
  const usage = extensions?.find(({ extnID }) => extnID === Oid.extKeyUsage);
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : [];
  return usage?.critical === true && purposes.length === 1 && purposes[0] === Oid.timeStamping;
}

/** A token is a `ContentInfo`; where one is to be put into a response. */
export const contentInfoOf = (token: Uint8Array): ContentInfo => new ContentInfo({ schema: fromBER(Uint8Array.from(token)).result });
