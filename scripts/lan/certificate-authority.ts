// The certificate library resolves its parts by metadata that this import adds to the language; it must come first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { AsnConvert } from '@peculiar/asn1-schema';
import { GeneralName, GeneralSubtree, GeneralSubtrees, id_ce_nameConstraints, NameConstraints } from '@peculiar/asn1-x509';
// Chosen over node-forge, which writes RSA only, and over bare pkijs, which leaves the extensions to the caller.
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Permitted } from './certificate-names.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
/** Apple's systems refuse server certificates that are valid for longer than 398 days. */
const LEAF_DAYS = 397;
/** Clocks of phones are sometimes behind. */
const BACKDATED_MS = DAY_MS;

export type KeyAndCertificate = { readonly certificate: X509Certificate; readonly privateKey: webcrypto.CryptoKey };

/** An authority of this installation's own. It may sign for the permitted hosts only (RFC 5280 §4.2.1.10, critical). */
export async function createAuthority(name: string, permitted: Permitted, nowMs: number): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }, { O: ['Guichet'] }],
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(permitted),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}

/** A server certificate for these names and addresses. */
export async function issueCertificate(authority: KeyAndCertificate, hosts: readonly string[], nowMs: number): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    // No host name: verifiers would hold it against the permitted domains even where only addresses are certified.
    subject: [{ CN: ['Guichet counter'] }],
    issuer: authority.certificate.subjectName,
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + LEAF_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
    publicKey: keys.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(hosts.map((host) => ({ type: isIPv4(host) ? 'ip' : 'dns', value: host }) as const)),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}

function nameConstraints({ addressRanges, domains }: Permitted): Extension {
  const names = [...addressRanges.map((iPAddress) => ({ iPAddress })), ...domains.map((dNSName) => ({ dNSName }))];
  const permittedSubtrees = new GeneralSubtrees(names.map((name) => new GeneralSubtree({ base: new GeneralName(name) })));
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(new NameConstraints({ permittedSubtrees })));
}

export function parseCertificate(pem: string): X509Certificate {
  return new X509Certificate(pem);
}

/** PKCS #8 in PEM, and back. */
export async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

export async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, KEY, true, ['sign']);
}
