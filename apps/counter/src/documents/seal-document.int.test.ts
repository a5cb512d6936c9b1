import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { degrees, PDFDocument } from '@cantoo/pdf-lib';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventAuthority } from '../testing/event-authority.ts';
import { BankSeal } from './bank-seal.ts';
import { EventCertificates } from './event-certificate.ts';
import type { Handwriting } from './handwriting.ts';
import { sealDocument } from './seal-document.ts';
import type { SignerProvider } from './signer.ts';

const run = promisify(execFile);
const AT_MS = Date.UTC(2026, 10, 22, 9, 30);
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const RSA = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-seal-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function seal(algorithm: typeof EC | typeof RSA): Promise<BankSeal> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Linjiang Bank document seal',
    keys,
    signingAlgorithm: algorithm,
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return new BankSeal({ key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`, certificates: certificate.toString('pem') });
}

async function contract(turned = 0): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let page = 1; page <= 2; page++) {
    const added = pdf.addPage([595, 842]);
    added.setRotation(degrees(turned));
    added.drawText(`Risk disclosure, page ${page}`, { x: 60, y: 760, size: 18 });
  }
  return pdf.save();
}

const signature = (page = 2): Handwriting => ({
  field: { name: 'customer', kind: 'signature', page, x: 0.6, y: 0.8, width: 0.3, height: 0.1 },
  strokes: [
    [
      { x: 0, y: 0, t: 0 },
      { x: 1, y: 1, t: 300 },
    ],
    [{ x: 0.5, y: 0.2, t: 500, pressure: 1 }],
  ],
  writtenAtMs: AT_MS,
});

const request = (pdf: Uint8Array, provider: SignerProvider, handwriting = [signature()]) => ({
  pdf,
  handwriting,
  provider,
  reason: 'Signed by hand on video',
  atMs: AT_MS,
  signal: AbortSignal.timeout(10_000),
});

async function pdfsig(pdf: Uint8Array): Promise<string> {
  const file = join(folder, 'sealed.pdf');
  await writeFile(file, pdf);
  // The exit code speaks of trust as well, which a seal made for a test has from nobody.
  return run('pdfsig', ['-nocert', file]).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

/** Share of the page, from its top left, of the middle of what is drawn in ink; as a viewer would show it. */
async function inkMiddle(pdf: Uint8Array, page: number): Promise<{ x: number; y: number }> {
  const file = join(folder, 'shown.pdf');
  await writeFile(file, pdf);
  const { stdout } = await run('pdftoppm', ['-r', '36', '-f', `${page}`, '-l', `${page}`, file], {
    encoding: 'buffer',
    maxBuffer: 1 << 24,
  });
  const [, width = 0, height = 0] = /^P6\s(\d+) (\d+)\s/.exec(stdout.toString('latin1', 0, 32))?.map(Number) ?? [];
  const pixels = stdout.subarray(stdout.length - width * height * 3);
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red = 0, , blue = 0] = pixels.subarray((y * width + x) * 3);
      if (blue - red < 40) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  }
  return { x: (box.left + box.right) / 2 / width, y: (box.top + box.bottom) / 2 / height };
}

describe('a sealed document', () => {
  it.each([
    ['an elliptic curve key', EC],
    ['an RSA key', RSA],
  ])('is found valid by an independent reader under %s, over every byte', async (_, algorithm) => {
    const { pdf, signerKind, pages } = await sealDocument(request(await contract(), await seal(algorithm)));
    const report = await pdfsig(pdf);
    expect(report).toContain('Signature is Valid');
    expect(report).toContain('ETSI.CAdES.detached');
    expect(report).toContain('Total document signed');
    expect(report).toContain('Linjiang Bank document seal');
    expect({ signerKind, pages }).toEqual({ signerKind: 'bank_seal', pages: 2 });
  });

  it('is found changed when one byte of it was', async () => {
    const { pdf } = await sealDocument(request(await contract(), await seal(EC)));
    const forged = Buffer.from(pdf);
    const at = forged.indexOf('/Reason') + 12;
    forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
    expect(await pdfsig(forged)).not.toContain('Signature is Valid');
  });

  it.each([0, 90, 180, 270])('shows the handwriting where it was written on a page that is stored turned by %i degrees', async (turned) => {
    const { pdf } = await sealDocument(request(await contract(turned), await seal(EC)));
    const { x, y } = await inkMiddle(pdf, 2);
    expect(Math.abs(x - 0.75)).toBeLessThan(0.03);
    expect(Math.abs(y - 0.86)).toBeLessThan(0.04);
  });

  it('of several pages carries initials on each and the signature on the last, and is found whole', async () => {
    const initials = (page: number): Handwriting => ({
      ...signature(page),
      field: { name: `initials_page_${page}`, kind: 'initials', page, x: 0.78, y: 0.014, width: 0.15, height: 0.05 },
    });
    const provider = await seal(EC);
    const { pdf, pages } = await sealDocument(request(await contract(), provider, [initials(1), initials(2), signature(2)]));
    expect(pages).toBe(2);
    const report = await pdfsig(pdf);
    expect(report).toContain('Signature is Valid');
    expect(report).toContain('Total document signed');
    const { x, y } = await inkMiddle(pdf, 1);
    expect(Math.abs(x - 0.855)).toBeLessThan(0.03);
    expect(Math.abs(y - 0.039)).toBeLessThan(0.03);
  });

  it('is refused for what is no PDF, and for a page that is not there', async () => {
    const provider = await seal(EC);
    await expect(sealDocument(request(Buffer.from('GIF89a'), provider))).rejects.toMatchObject({ code: 'bad_request' });
    await expect(sealDocument(request(await contract(), provider, [signature(3)]))).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('an event certificate', () => {
  let authority: EventAuthority;
  beforeAll(async () => {
    authority = await EventAuthority.start();
  });
  afterAll(() => authority.close());
  const provider = () => new EventCertificates({ url: authority.url, token: 'secret', timeoutMs: 1_000 });

  it('is asked for once per document, for its fingerprint, and the reader finds the seal valid', async () => {
    authority.answer = 'right';
    const sealed = await sealDocument(request(await contract(), provider()));
    const report = await pdfsig(sealed.pdf);
    expect(report).toContain('Signature is Valid');
    expect(report).toContain('Signing event');
    expect(sealed.signerKind).toBe('ca_event');
    expect(authority.asked).toEqual([{ documentHash: expect.stringMatching(/^[0-9a-f]{64}$/), authorization: 'Bearer secret' }]);
  });

  it.each(['another key', 'error', 'refusal', 'silence', 'garbage', 'elsewhere', 'no end'] as const)(
    'that is not to be had (%s) leaves the document unsealed',
    async (answer) => {
      authority.answer = answer;
      await expect(sealDocument(request(await contract(), provider()))).rejects.toMatchObject({ code: 'unavailable' });
    },
  );
});

it("refuses a seal whose certificate is another key's", async () => {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const other = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({ name: 'CN=Seal', keys, signingAlgorithm: EC });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', other.privateKey)).toString('base64');
  const pem = { key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`, certificates: certificate.toString('pem') };
  expect(() => new BankSeal(pem)).toThrow('not that of its key');
  expect(new NodeCertificate(pem.certificates).subject).toBe('CN=Seal');
});
