import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Tls } from '../topology.ts';
import {
  createAuthority,
  exportKey,
  importKey,
  issueCertificate,
  parseCertificate,
  type KeyAndCertificate,
} from './certificate-authority.ts';
import { covers, permittedFor, type Permitted } from './certificate-names.ts';

const DAY_MS = 86_400_000;
/** A certificate that would end within this time is replaced when the launcher starts. */
const RENEW_BEFORE_MS = 30 * DAY_MS;

export type OwnCertificate = {
  readonly tls: Tls;
  readonly authority: {
    /** What phones install. */
    readonly der: Uint8Array;
    /** SHA-256, `AB:CD:…`: what people compare, since the page that offers the certificate cannot prove itself. */
    readonly fingerprint: string;
    readonly name: string;
  };
};

/**
 * The certificate of this machine, from an authority of its own that is made once and then kept, so that phones which
 * trust it go on trusting it. The server's certificate is replaced when addresses change or it comes of age.
 */
export async function ensureOwnCertificate(dataDir: string, hosts: readonly string[], nowMs = Date.now()): Promise<OwnCertificate> {
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = await ensureAuthority(folder, hosts, nowMs);
  const tls = {
    certificateFile: join(folder, 'server.pem'),
    keyFile: join(folder, 'server.key'),
    authorityFile: join(folder, 'authority.pem'),
  };
  if (!isCurrent(tls.certificateFile, authority, hosts, nowMs)) {
    const leaf = await issueCertificate(authority, hosts, nowMs);
    writeFileSync(tls.keyFile, await exportKey(leaf.privateKey), { mode: 0o600 });
    writeFileSync(tls.certificateFile, `${leaf.certificate.toString('pem')}\n`);
  }
  const der = new Uint8Array(authority.certificate.rawData);
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase();
  return { tls, authority: { der, fingerprint: digest.match(/../g)?.join(':') ?? '', name: authorityName() } };
}

async function ensureAuthority(folder: string, hosts: readonly string[], nowMs: number): Promise<KeyAndCertificate> {
  const files = {
    certificate: join(folder, 'authority.pem'),
    key: join(folder, 'authority.key'),
    permitted: join(folder, 'authority.permitted.json'),
  };
  if (existsSync(files.certificate) && existsSync(files.key) && existsSync(files.permitted)) {
    const permitted = JSON.parse(readFileSync(files.permitted, 'utf8')) as Permitted;
    const certificate = parseCertificate(readFileSync(files.certificate, 'utf8'));
    const lasts = certificate.notAfter.getTime() - nowMs > RENEW_BEFORE_MS;
    if (lasts && hosts.every((host) => covers(permitted, host))) {
      return { certificate, privateKey: await importKey(readFileSync(files.key, 'utf8')) };
    }
  }
  const permitted = permittedFor(hosts);
  const authority = await createAuthority(authorityName(), permitted, nowMs);
  writeFileSync(files.key, await exportKey(authority.privateKey), { mode: 0o600 });
  writeFileSync(files.certificate, `${authority.certificate.toString('pem')}\n`);
  writeFileSync(files.permitted, `${JSON.stringify(permitted, undefined, 2)}\n`);
  return authority;
}

/** The name that a phone lists it under. */
function authorityName(): string {
  return `Guichet on ${hostname()}`.slice(0, 64);
}

function isCurrent(file: string, authority: KeyAndCertificate, hosts: readonly string[], nowMs: number): boolean {
  if (!existsSync(file)) return false;
  const certificate = new X509Certificate(readFileSync(file));
  const signed = certificate.verify(new X509Certificate(Buffer.from(authority.certificate.rawData)).publicKey);
  const names = new Set(certificate.subjectAltName?.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')));
  const lasts = Date.parse(certificate.validTo) - nowMs > RENEW_BEFORE_MS;
  return signed && lasts && names.size === hosts.length && hosts.every((host) => names.has(host));
}
