import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuthority, exportKey, importKey, issueCertificate } from './certificate-authority.ts';
import { permittedFor } from './certificate-names.ts';
import { ensureOwnCertificate } from './own-certificate.ts';

const DAY_MS = 86_400_000;
const HOSTS = ['192.168.1.20', 'localhost', '127.0.0.1'];
let dataDir: string;

beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'guichet-tls-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a client that trusts the authority and nothing else accepts the server', async () => {
  const { tls } = await ensureOwnCertificate(dataDir, HOSTS);
  const server = createServer({ cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) }, (_, response) =>
    response.end('yes'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const status = await new Promise((resolve, reject) => {
    const ca = readFileSync(tls.authorityFile ?? '');
    get({ host: '127.0.0.1', port, ca }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  server.close();
  expect(status).toBe(200);
});

test('private keys are readable by their owner alone', async () => {
  const { tls } = await ensureOwnCertificate(dataDir, HOSTS);
  for (const file of [tls.keyFile, join(dataDir, 'tls', 'authority.key')]) expect(statSync(file).mode & 0o077).toBe(0);
});

test('the authority is kept while addresses come and go, the server certificate follows them', async () => {
  const first = await ensureOwnCertificate(dataDir, HOSTS);
  const leaf = readFileSync(first.tls.certificateFile, 'utf8');
  const again = await ensureOwnCertificate(dataDir, HOSTS);
  expect(readFileSync(again.tls.certificateFile, 'utf8')).toBe(leaf);
  const moved = await ensureOwnCertificate(dataDir, ['10.0.0.7', 'localhost']);
  expect(moved.authority.fingerprint).toBe(first.authority.fingerprint);
  expect(readFileSync(moved.tls.certificateFile, 'utf8')).not.toBe(leaf);
});

test('a server certificate is replaced a month before it ends', async () => {
  const now = Date.now();
  const first = await ensureOwnCertificate(dataDir, HOSTS, now);
  const leaf = readFileSync(first.tls.certificateFile, 'utf8');
  await ensureOwnCertificate(dataDir, HOSTS, now + 300 * DAY_MS);
  expect(readFileSync(first.tls.certificateFile, 'utf8')).toBe(leaf);
  await ensureOwnCertificate(dataDir, HOSTS, now + 370 * DAY_MS);
  expect(readFileSync(first.tls.certificateFile, 'utf8')).not.toBe(leaf);
});

test('a stolen authority key is of no use for a bank’s own site', async () => {
  const authority = await createAuthority('test', permittedFor(HOSTS), Date.now());
  const kept = { ...authority, privateKey: await importKey(await exportKey(authority.privateKey)) };
  const verify = async (host: string): Promise<string> => {
    const { certificate } = await issueCertificate(kept, [host], Date.now());
    writeFileSync(join(dataDir, 'ca.pem'), authority.certificate.toString('pem'));
    writeFileSync(join(dataDir, 'leaf.pem'), certificate.toString('pem'));
    const { stdout, stderr } = spawnSync('openssl', ['verify', '-CAfile', join(dataDir, 'ca.pem'), join(dataDir, 'leaf.pem')], {
      encoding: 'utf8',
    });
    return stdout + stderr;
  };
  expect(await verify('192.168.7.7')).toContain('OK');
  expect(await verify('counter.local')).toContain('OK');
  expect(await verify('www.bank.example')).toContain('permitted subtree violation');
  expect(await verify('203.0.113.5')).toContain('permitted subtree violation');
});
