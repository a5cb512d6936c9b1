import { fromBER, Integer } from 'asn1js';
import { Accuracy, type MessageImprint, PKIStatus, PKIStatusInfo, TimeStampReq, TimeStampResp, TSTInfo } from 'pkijs';
import { Oid } from '../cms/oids.ts';
import { signCms } from '../cms/sign.ts';
import type { CmsSigner } from '../cms/signer.ts';
import { contentInfoOf } from './time-stamp.ts';

const IMPRINT_BYTES = 32;

export interface Stamping {
  /** Unix milliseconds by the authority's clock. */
  readonly atMs: number;
  /** Unlike that of any other token of this authority: 16 random bytes do (RFC 3161 §2.4.2 asks for 160 bits at most). */
  readonly serialNumber: Uint8Array;
}

export interface LocalAuthority {
  /** Its certificate is for time-stamping alone, and that purpose is critical in it (RFC 3161 §2.3). */
  readonly signer: CmsSigner;
  /** An object identifier: under which rules it stamps. */
  readonly policy: string;
  readonly accuracyMs: number;
}

/**
 * Answers a request as RFC 3161 §2.4.2 has it, for rooms without an authority outside. It proves the time only as far as its own key is out of reach of whom the
 * proof is held against; whoever shows its stamps says so.
 * @returns an answer in DER; one that rejects when the request can't be read or isn't over SHA-256
 */
export async function answerTimeStampRequest(
  request: Uint8Array,
  authority: LocalAuthority,
  { atMs, serialNumber }: Stamping,
): Promise<Uint8Array> {
  const asked = parseRequest(request);
  if (asked === null) return encoded(new TimeStampResp({ status: new PKIStatusInfo({ status: PKIStatus.rejection }) }));
  const info = new TSTInfo({
    version: 1,
    policy: authority.policy,
    messageImprint: asked.messageImprint,
    serialNumber: new Integer({ valueHex: Uint8Array.of(0x01, ...serialNumber).buffer }),
    genTime: new Date(atMs),
    accuracy: new Accuracy({ seconds: Math.floor(authority.accuracyMs / 1_000), millis: authority.accuracyMs % 1_000 }),
    ...(asked.nonce ? { nonce: asked.nonce } : {}),
  });
  const content = new Uint8Array(info.toSchema().toBER());
  const token = await signCms(content, authority.signer, { contentType: Oid.tstInfo, embed: true, signingTimeMs: atMs });
  return encoded(new TimeStampResp({ status: new PKIStatusInfo({ status: PKIStatus.granted }), timeStampToken: contentInfoOf(token) }));
}

function parseRequest(request: Uint8Array): TimeStampReq | null {
  try {
    const { result, offset } = fromBER(Uint8Array.from(request));
    if (offset !== request.length) return null;
    const asked = new TimeStampReq({ schema: result });
    return isOverSha256(asked.messageImprint) ? asked : null;
  } catch {
    return null;
  }
}

const isOverSha256 = ({ hashAlgorithm, hashedMessage }: MessageImprint): boolean =>
  hashAlgorithm.algorithmId === Oid.sha256 && hashedMessage.getValue().byteLength === IMPRINT_BYTES;

const encoded = (response: TimeStampResp): Uint8Array => new Uint8Array(response.toSchema().toBER());
