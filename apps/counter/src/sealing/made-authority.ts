// The certificate library resolves its parts by metadata that this import adds to the language; it must come first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { z } from 'zod';
import { loadOrCreateSecretFile } from '../keys/secret-file.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const YEARS_MS = 10 * 365 * 86_400_000;
/** Clocks of readers are sometimes behind. */
const BACKDATED_MS = 86_400_000;

const KeyAndCertificate = z.object({ key: z.string(), certificate: z.string() });
const MadeFile = z.object({
  format: z.literal('guichet.made-authority/1'),
  /** PEM. Its key was forgotten once it had certified the two: nobody can certify a third. */
  root: z.string(),
  seal: KeyAndCertificate,
  clock: KeyAndCertificate,
});
export type MadeAuthority = z.infer<typeof MadeFile>;

/**
 * What an installation makes for itself at its first start: a seal for demonstrations, and a clock for rooms without an authority outside. Their names say what
 * they are, since whoever reads a package reads those names.
 */
export async function loadMadeAuthority(path: string, nowMs: number): Promise<MadeAuthority> {
  return MadeFile.parse(JSON.parse(await loadOrCreateSecretFile(path, async () => JSON.stringify(await make(nowMs)))));
}

async function make(nowMs: number): Promise<MadeAuthority> {
  const validity = { notBefore: new Date(nowMs - BACKDATED_MS), notAfter: new Date(nowMs + YEARS_MS) };
  const rootKeys = await webcrypto.subtle.generateKey(KEY, false, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: [{ CN: ['Demo root of this Guichet installation, certified by nobody'] }],
    keys: rootKeys,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const certify = async (name: string, purposes: readonly Extension[]): Promise<z.infer<typeof KeyAndCertificate>> => {
    const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      ...validity,
      subject: [{ CN: [name] }],
      issuer: root.subjectName,
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        ...purposes,
        await AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { key: await keyPem(keys.privateKey), certificate: pem(certificate) };
  };
  return {
    format: 'guichet.made-authority/1',
    root: pem(root),
    seal: await certify('Demo seal of this Guichet installation', [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
    ]),
    clock: await certify('Local clock of this Guichet installation, for closed rooms', [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.timeStamping], true),
    ]),
  };
}

const pem = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`;

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const lines =
    Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
