import { X509Certificate } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureOwnCertificate, type OwnCertificate } from './own-certificate.ts';
import { serveTrustPage } from './trust-server.ts';

let dataDir: string;
let server: Server;
let own: OwnCertificate;
let origin: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'guichet-trust-'));
  own = await ensureOwnCertificate(dataDir, ['192.168.1.20', 'localhost']);
  const urls = { customerUrl: 'https://192.168.1.20:8080/', trustUrl: 'http://192.168.1.20:8082/trust' };
  server = await serveTrustPage({ authority: own.authority, ...urls, host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const page = async (headers: Record<string, string>, query = '') => (await fetch(`${origin}/trust${query}`, { headers })).text();

test('the page speaks the language of the browser, and the one that is asked for over it', async () => {
  expect(await page({ 'accept-language': 'zh-CN,zh;q=0.9' })).toContain('下载证书');
  expect(await page({ 'accept-language': 'fr' })).toContain('Get the certificate');
  expect(await page({ 'accept-language': 'zh-CN' }, '?lang=en')).toContain('<html lang="en">');
});

test('the guide for the device that asks stands open, and only that one', async () => {
  const html = await page({ 'user-agent': 'Mozilla/5.0 (Linux; Android 15)' }, '?lang=en');
  expect(html.match(/<details[^>]* open>/g)).toHaveLength(1);
  expect(html).toMatch(/<details name="platform" open><summary>Android/);
});

test('what is downloaded is the authority whose fingerprint the page shows, and holds no key', async () => {
  const response = await fetch(`${origin}/trust/guichet-ca.crt`);
  expect(response.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  const certificate = new X509Certificate(Buffer.from(await response.arrayBuffer()));
  expect(certificate.fingerprint256).toBe(own.authority.fingerprint);
  expect(certificate.ca).toBe(true);
  expect((await page({})).replaceAll('<wbr>', '')).toContain(certificate.fingerprint256);
});

test.each(['/trust/authority.key', '/trust/../authority.key', '/tls/authority.key', '/trust/'])(
  'nothing else is served: %s',
  async (path) => {
    expect((await fetch(origin + path)).status).toBe(404);
  },
);
