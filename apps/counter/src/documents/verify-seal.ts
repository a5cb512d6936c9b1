import { createHash } from 'node:crypto';
import { ContentInfo, SignedData } from 'pkijs';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
/** `/ByteRange [0 a b c]`: what the signature is over (ISO 32000-1 §12.8.1). */
const BYTE_RANGE = /\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/g;

export interface SealVerdict {
  /** The signature is over every byte of the file but its own, and verifies with the certificate that it carries. */
  readonly ok: boolean;
  /** SHA-256 of the file in hexadecimal. */
  readonly hash: string;
}

/**
 * Verifies the seal of a document that `sealDocument` made: one PAdES signature over the whole file (ETSI EN 319 142-1). Whether its certificate is one that
 * somebody trusts is another question, which needs the bank's or the authority's own certificates.
 */
export async function verifySeal(pdf: Uint8Array): Promise<SealVerdict> {
  const hash = createHash('sha256').update(pdf).digest('hex');
  return { ok: await isSealed(Buffer.from(pdf)), hash };
}

async function isSealed(pdf: Buffer): Promise<boolean> {
  const [range, ...others] = [...pdf.toString('latin1').matchAll(BYTE_RANGE)];
  if (range === undefined || others.length > 0) return false;
  const [start, length, after, rest] = range.slice(1).map(Number) as [number, number, number, number];
  if (start !== 0 || after < length || after + rest !== pdf.length) return false;
  // Between the two stretches stands the signature alone: `<` hexadecimal digits `>`.
  const hex = /^<([0-9A-Fa-f]+)>$/.exec(pdf.subarray(length, after).toString('latin1'))?.[1];
  if (hex === undefined) return false;
  const covered = Buffer.concat([pdf.subarray(0, length), pdf.subarray(after)]);
  try {
    const info = ContentInfo.fromBER(new Uint8Array(Buffer.from(hex, 'hex')));
    if (info.contentType !== SIGNED_DATA) return false;
    const signed = new SignedData({ schema: info.content });
    return await signed.verify({ signer: 0, data: new Uint8Array(covered).buffer, checkChain: false });
  } catch {
    return false;
  }
}
