import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { PDFDocument } from '@cantoo/pdf-lib';
import { X509CertificateGenerator } from '@peculiar/x509';
import { beforeAll, expect, it } from 'vitest';
import { BankSeal } from './bank-seal.ts';
import { sealDocument } from './seal-document.ts';
import { verifySeal } from './verify-seal.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const seed = Number(process.env['SEAL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let sealed: Uint8Array;
beforeAll(async () => {
  const keys = (await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({ name: 'CN=Seal', keys, signingAlgorithm: KEY });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const provider = new BankSeal({
    key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`,
    certificates: certificate.toString('pem'),
  });
  const pdf = await PDFDocument.create();
  pdf.addPage().drawText('Risk disclosure');
  const request = {
    pdf: await pdf.save(),
    handwriting: [],
    provider,
    reason: 'Test',
    atMs: Date.UTC(2026, 1, 1),
    signal: new AbortController().signal,
  };
  sealed = (await sealDocument(request)).pdf;
});

it('a seal verifies', async () => {
  expect((await verifySeal(sealed)).ok).toBe(true);
});

it('of a document of which one bit was changed anywhere but in the signature’s padding it does not', async () => {
  console.info(`changed documents: seed ${seed}`);
  const text = Buffer.from(sealed).toString('latin1');
  const signature = { from: text.indexOf('/Contents <') + 10, to: text.indexOf('>', text.indexOf('/Contents <')) };
  let state = seed >>> 0;
  for (let round = 0; round < 60; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = state % sealed.length;
    if (at >= signature.from && at <= signature.to) continue;
    round += 1;
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ (1 << (state % 8));
    expect({ at, ok: (await verifySeal(changed)).ok }).toEqual({ at, ok: false });
  }
});

it.each([
  ['something appended', () => Buffer.concat([sealed, Buffer.from('\n% more')])],
  ['its end cut off', () => sealed.subarray(0, sealed.length - 10)],
  ['no signature', () => Buffer.from('%PDF-1.7\n%%EOF')],
  ['a second signature’s place', () => Buffer.concat([sealed, Buffer.from('/ByteRange [0 1 2 3]')])],
])('a file with %s is not sealed', async (_what, make) => {
  expect((await verifySeal(make())).ok).toBe(false);
});
