// The certificate library resolves its parts by metadata that this import adds to the language; it must come first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509';
import type { Clock } from '../database/clock.ts';
import { loadOrCreateSecretFile } from '../keys/secret-file.ts';
import { BankSeal } from './bank-seal.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEARS_MS = 10 * 365 * 86_400_000;

export interface SealSettings {
  /** The bank's key (PKCS #8 in PEM) and its certificates, the seal's own first. Null: one is made at the first start. */
  readonly own: { readonly keyPath: string; readonly certificatesPath: string } | null;
  /** Where the one that is made stands, key and certificate in one file. */
  readonly madePath: string;
}

/**
 * The seal under every document. A bank brings its own; without one the counter makes itself a key whose certificate nobody but itself vouches for
 * and says so in its name: a reader then finds the document unchanged, and the signer unknown.
 */
export async function loadSeal({ own, madePath }: SealSettings, clock: Clock): Promise<BankSeal> {
  if (own !== null) {
    const [key, certificates] = await Promise.all([readFile(own.keyPath, 'utf8'), readFile(own.certificatesPath, 'utf8')]);
    return new BankSeal({ key, certificates });
  }
  const pem = await loadOrCreateSecretFile(madePath, () => makeSeal(clock()));
  return new BankSeal({ key: pem, certificates: pem });
}

async function makeSeal(nowMs: number): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ['Counter seal of this installation, certified by nobody'] }],
    notBefore: new Date(nowMs),
    notAfter: new Date(nowMs + YEARS_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true)],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n${certificate.toString('pem')}\n`;
}
