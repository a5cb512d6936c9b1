import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Openssl } from '../testing/openssl.ts';
import { certificatesOfPem, isTrusted } from './chain.ts';
import { Oid } from './oids.ts';
import { signCms } from './sign.ts';
import { SignatureAlgorithm } from './signature-algorithm.ts';
import { CmsFault, verifyCms } from './verify.ts';

const openssl = new Openssl();
afterAll(() => openssl.close());

const content = new TextEncoder().encode('{"what":"was said"}\n');
const signers = Object.values(SignatureAlgorithm).map((algorithm) =>
  openssl.signer(`seal-${algorithm}`, algorithm, ['keyUsage=critical,digitalSignature']),
);
const [first] = signers;
if (first === undefined) throw new Error('No signer was made');

describe.each(signers)('a CMS signature by $algorithm', (signer) => {
  it('is verified by us and by plain openssl', async () => {
    const der = await signCms(content, signer);
    expect(await verifyCms(der, { content })).toMatchObject({ ok: true });

    openssl.write('content', content);
    openssl.write('signature', der);
    const verified = openssl.run(
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      'signature',
      '-content',
      'content',
      '-CAfile',
      'root.pem',
      '-purpose',
      'any',
      '-out',
      'verified',
    );
    expect(verified, verified.text).toMatchObject({ exitCode: 0 });
    expect(openssl.read('verified')).toEqual(content);
  });

  it('doesn’t hold for other content', async () => {
    const der = await signCms(content, signer);
    expect(await verifyCms(der, { content: content.subarray(1) })).toEqual({ ok: false, fault: CmsFault.digest });
  });

  it('with a bit changed is refused, or says the same of the same signer', async () => {
    const der = await signCms(content, signer);
    const own = bytesToHex(signer.certificates[0] ?? new Uint8Array());
    await fc.assert(
      fc.asyncProperty(fc.nat(der.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Uint8Array.from(der);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const report = await verifyCms(changed, { content });
        if (report.ok) expect(bytesToHex(new Uint8Array(report.signer.toSchema().toBER()))).toBe(own);
      }),
      { numRuns: 150 },
    );
  });
});

describe('CMS signatures', () => {
  it('made by openssl are verified by us', async () => {
    openssl.write('content', content);
    const made = openssl.run(
      'cms',
      '-sign',
      '-binary',
      '-in',
      'content',
      '-signer',
      'seal-ecdsa.pem',
      '-inkey',
      'seal-ecdsa.key',
      '-outform',
      'DER',
      '-out',
      'theirs',
      '-cades',
      '-md',
      'sha256',
    );
    expect(made, made.text).toMatchObject({ exitCode: 0 });
    expect(await verifyCms(openssl.read('theirs'), { content })).toMatchObject({ ok: true });
  });

  it('that don’t name their certificate under the signature are refused', async () => {
    openssl.write('content', content);
    openssl.run(
      'cms',
      '-sign',
      '-binary',
      '-in',
      'content',
      '-signer',
      'seal-ecdsa.pem',
      '-inkey',
      'seal-ecdsa.key',
      '-outform',
      'DER',
      '-out',
      'plain',
      '-md',
      'sha256',
    );
    expect(await verifyCms(openssl.read('plain'), { content })).toEqual({ ok: false, fault: CmsFault.certificate });
  });

  it('carry their content along when asked to, of the type they name', async () => {
    const der = await signCms(content, first, { embed: true, contentType: Oid.tstInfo });
    expect(await verifyCms(der, { contentType: Oid.tstInfo })).toMatchObject({ ok: true, content });
    expect(await verifyCms(der)).toEqual({ ok: false, fault: CmsFault.content });
    expect(await verifyCms(der, { contentType: Oid.tstInfo, content })).toEqual({ ok: false, fault: CmsFault.content });
  });

  it('with bytes behind their end, or that are none at all, are refused', async () => {
    const der = await signCms(content, first);
    expect(await verifyCms(Uint8Array.of(...der, 0), { content })).toEqual({ ok: false, fault: CmsFault.form });
    expect(await verifyCms(content, { content })).toEqual({ ok: false, fault: CmsFault.form });
    expect(await verifyCms(new Uint8Array(), { content })).toEqual({ ok: false, fault: CmsFault.form });
  });
});

describe('the chain of a signer', () => {
  it('leads to a root that one trusts, and to no other, and not after its time', async () => {
    const report = await verifyCms(await signCms(content, first), { content });
    if (!report.ok) throw new Error(report.fault);
    const roots = certificatesOfPem(new TextDecoder().decode(openssl.read('root.pem')));
    const stranger = new Openssl();
    const strangers = certificatesOfPem(new TextDecoder().decode(stranger.read('root.pem')));
    stranger.close();
    const nowMs = Date.now();
    expect(await isTrusted(report.signer, report.certificates, roots, nowMs)).toBe(true);
    expect(await isTrusted(report.signer, report.certificates, strangers, nowMs)).toBe(false);
    expect(await isTrusted(report.signer, report.certificates, [], nowMs)).toBe(false);
    expect(await isTrusted(report.signer, report.certificates, roots, nowMs + 2 * 365 * 86_400_000)).toBe(false);
  });
});
