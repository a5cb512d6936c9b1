import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { SignatureAlgorithm } from '../cms/signature-algorithm.ts';
import type { CmsSigner } from '../cms/signer.ts';
import { Openssl } from '../testing/openssl.ts';
import { answerTimeStampRequest } from './local-authority.ts';
import { imprintOf, TimeStampFault, timeStampRequest, tokenOfResponse, verifyTimeStamp } from './time-stamp.ts';

const openssl = new Openssl();
afterAll(() => openssl.close());
const clock = openssl.signer('clock', SignatureAlgorithm.ecdsa, [
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=critical,timeStamping',
]);

const data = new TextEncoder().encode('the head of a chain');
const nonce = Uint8Array.of(0x80, 2, 3, 4, 5, 6, 7, 8);
const POLICY = '1.3.6.1.4.1.99999.1';
const atMs = Date.now();

async function stamped(signer: CmsSigner, request: Uint8Array = timeStampRequest(imprintOf(data), nonce)): Promise<Uint8Array> {
  return answerTimeStampRequest(request, { signer, policy: POLICY, accuracyMs: 1_500 }, { atMs, serialNumber: randomBytes(16) });
}

async function tokenBy(signer: CmsSigner): Promise<Uint8Array> {
  const token = tokenOfResponse(await stamped(signer));
  if (token === null) throw new Error('No token was granted');
  return token;
}

describe('a time-stamp', () => {
  it('of the local authority says when, and is verified by us and by plain openssl', async () => {
    const response = await stamped(clock);
    const token = tokenOfResponse(response);
    expect(token && (await verifyTimeStamp(token, imprintOf(data), nonce))).toMatchObject({
      ok: true,
      stamp: { atMs, accuracyMs: 1_500, policy: POLICY },
    });

    openssl.write('data', data);
    openssl.write('response', response);
    const verified = openssl.run('ts', '-verify', '-data', 'data', '-in', 'response', '-CAfile', 'root.pem');
    expect(verified, verified.text).toMatchObject({ exitCode: 0, text: expect.stringContaining('Verification: OK') });
  });

  it('answers the requests of openssl', async () => {
    openssl.write('data', data);
    openssl.run('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'query');
    openssl.write('answer', await stamped(clock, openssl.read('query')));
    const verified = openssl.run('ts', '-verify', '-queryfile', 'query', '-in', 'answer', '-CAfile', 'root.pem');
    expect(verified, verified.text).toMatchObject({ exitCode: 0 });
  });

  it('is not about other bytes, nor the answer to another request', async () => {
    const token = await tokenBy(clock);
    expect(await verifyTimeStamp(token, imprintOf(data.subarray(1)))).toEqual({ ok: false, fault: TimeStampFault.imprint });
    expect(await verifyTimeStamp(token, imprintOf(data), Uint8Array.of(1))).toEqual({ ok: false, fault: TimeStampFault.nonce });
  });

  it('is not by a certificate for anything else', async () => {
    const seal = openssl.signer('seal', SignatureAlgorithm.ecdsa, ['keyUsage=critical,digitalSignature']);
    const both = openssl.signer('both', SignatureAlgorithm.ecdsa, ['extendedKeyUsage=critical,timeStamping,codeSigning']);
    const unsaid = openssl.signer('unsaid', SignatureAlgorithm.ecdsa, ['extendedKeyUsage=timeStamping']);
    for (const signer of [seal, both, unsaid]) {
      expect(await verifyTimeStamp(await tokenBy(signer), imprintOf(data))).toEqual({ ok: false, fault: TimeStampFault.purpose });
    }
  });

  it('with its time changed doesn’t hold', async () => {
    const token = Buffer.from(await tokenBy(clock));
    const year = token.indexOf(`${new Date(atMs).getUTCFullYear()}`);
    token.write('1999', year);
    expect(await verifyTimeStamp(token, imprintOf(data))).toMatchObject({ ok: false, fault: TimeStampFault.signature });
  });

  it('is refused to requests that can’t be read or aren’t over SHA-256', async () => {
    openssl.write('data', data);
    openssl.run('ts', '-query', '-data', 'data', '-sha512', '-out', 'query512');
    for (const request of [openssl.read('query512'), data, new Uint8Array()]) {
      expect(tokenOfResponse(await stamped(clock, request))).toBeNull();
    }
    expect(tokenOfResponse(data)).toBeNull();
  });
});
