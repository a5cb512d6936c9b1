import { randomBytes } from 'node:crypto';
import {
  answerTimeStampRequest,
  type CmsSigner,
  type Digest,
  timeStampRequest,
  tokenOfResponse,
  verifyTimeStamp,
} from '@guichet/evidence/sealing';
import { AppError } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';

const ANSWER_WITHIN_MS = 10_000;
const MAX_REPLY_BYTES = 64 << 10;
const NONCE_BYTES = 8;
const SERIAL_BYTES = 16;
/** Of the local clock; the arc is that of documentation (RFC 5612 has none for policies, so the one of experiments is used). */
const LOCAL_POLICY = '1.3.6.1.4.1.32473.1.1';
const LOCAL_ACCURACY_MS = 1_000;

/** As the local authority is called where addresses stand. */
export const LOCAL_AUTHORITY = 'local';

export interface Stamped {
  readonly token: Uint8Array<ArrayBuffer>;
  /** Unix milliseconds, by the authority. */
  readonly atMs: number;
}

/** Somebody who says when they saw something. */
export interface TimeAuthority {
  /** Its address, or `local`. */
  readonly name: string;
  /** A token over the imprint, verified: it answers this request and no other. Throws `unavailable`. */
  stamp(imprint: Digest, signal: AbortSignal): Promise<Stamped>;
}

/** An authority outside (RFC 3161 §3.4: over HTTP). */
export function httpAuthority(url: string): TimeAuthority {
  return {
    name: url,
    stamp: (imprint, signal) =>
      stampWith(imprint, async (request) => {
        const reply = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
          body: request,
          redirect: 'error',
          signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
        });
        if (!reply.ok) throw new Error(`The authority answered ${reply.status}`);
        const bytes = new Uint8Array(await reply.arrayBuffer());
        if (bytes.length > MAX_REPLY_BYTES) throw new Error('The authority answered too much');
        return bytes;
      }),
  };
}

/** The one of this installation. It says the time to whoever trusts this installation, and proves nothing against it. */
export function localAuthority(signer: CmsSigner, clock: Clock): TimeAuthority {
  const authority = { signer, policy: LOCAL_POLICY, accuracyMs: LOCAL_ACCURACY_MS };
  return {
    name: LOCAL_AUTHORITY,
    stamp: (imprint) =>
      stampWith(imprint, (request) =>
        answerTimeStampRequest(request, authority, { atMs: clock(), serialNumber: randomBytes(SERIAL_BYTES) }),
      ),
  };
}

async function stampWith(imprint: Digest, ask: (request: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>): Promise<Stamped> {
  const nonce = randomBytes(NONCE_BYTES);
  try {
    const token = tokenOfResponse(await ask(timeStampRequest(imprint, nonce)));
    if (token === null) throw new Error('The authority granted no token');
    const report = await verifyTimeStamp(token, imprint, nonce);
    if (!report.ok) throw new Error(`The token does not hold: ${report.fault}`);
    return { token, atMs: report.stamp.atMs };
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}
