import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FaceService, FaceServiceRequest, type FaceServiceSettings } from './face-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-face-service-'));
const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ANSWER = { engine: { name: 'bank-face', version: '7.2' }, score: 0.83, threshold: { match: 0.8, person: 0.6 }, liveIndex: 1 };
const never = new AbortController().signal;
const pictures = [Buffer.from('one'), Buffer.from('two')];

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  cleanups.push(() => server.closeAllConnections());
  return (server.address() as AddressInfo).port;
}

async function open(settings: Partial<FaceServiceSettings> & { readonly url: string }): Promise<FaceService> {
  const tls = { caPath: null, certPath: null, keyPath: null };
  const service = await FaceService.open({ tokenPath: null, tls, deadlineMs: 5_000, ...settings });
  cleanups.push(() => service.close());
  return service;
}

async function answering(answer: RequestListener, settings: Partial<FaceServiceSettings> = {}): Promise<FaceService> {
  return open({ url: `http://127.0.0.1:${await listening(createServer(answer))}/v1/compare`, ...settings });
}

describe('a bank’s own engine for faces', () => {
  it('is sent both pictures and its token, and what it measured is judged here', async () => {
    const asked: { request: IncomingMessage; body: unknown }[] = [];
    const tokenPath = join(folder, 'token');
    writeFileSync(tokenPath, 'secret-of-the-bank\n');
    const service = await answering(
      async (request, response) => {
        asked.push({ request, body: JSON.parse(await text(request)) });
        response.end(JSON.stringify(ANSWER));
      },
      { tokenPath },
    );
    expect(await service.compare(Buffer.from('card'), pictures, never)).toMatchObject({
      outcome: 'match',
      score: 0.83,
      engine: { name: 'bank-face', version: '7.2', licence: 'the bank’s own' },
      liveIndex: 1,
    });
    const [{ request, body } = { request: null, body: null }] = asked;
    expect(FaceServiceRequest.parse(body)).toEqual({ reference: btoa('card'), live: [btoa('one'), btoa('two')] });
    expect(request).toMatchObject({ method: 'POST', url: '/v1/compare', headers: { authorization: 'Bearer secret-of-the-bank' } });
  });

  it.each([
    ['between its thresholds leaves it to a person', { score: 0.7 }, 'person'],
    ['below them says no', { score: 0.2 }, 'no_match'],
    ['that found no face says so', { score: null, reason: 'no_live_face', liveIndex: null }, 'not_evaluated'],
  ])('%s', async (_what, change, outcome) => {
    const service = await answering((_request, response) => void response.end(JSON.stringify({ ...ANSWER, ...change })));
    expect((await service.compare(Buffer.from('card'), pictures, never)).outcome).toBe(outcome);
  });

  it.each([
    ['what is no JSON', 'hello'],
    ['a score without thresholds', JSON.stringify({ engine: ANSWER.engine, score: 1 })],
    ['thresholds the wrong way round', JSON.stringify({ ...ANSWER, threshold: { match: 0.2, person: 0.6 } })],
    ['neither a score nor a reason', JSON.stringify({ ...ANSWER, score: null })],
    ['an answer without end', 'x'.repeat(200_000)],
  ])('fails with %s', async (_what, body) => {
    const service = await answering((_request, response) => void response.end(body));
    await expect(service.compare(Buffer.from('card'), pictures, never)).rejects.toMatchObject({ problem: 'bad_answer' });
  });

  it('fails when it refuses, sends us elsewhere, takes too long, or is not there', async () => {
    const away = await answering((_request, response) => void response.writeHead(302, { location: 'http://elsewhere.example/' }).end());
    await expect(away.compare(Buffer.from('card'), pictures, never)).rejects.toMatchObject({ problem: 'refused' });
    const slow = await answering(() => undefined, { deadlineMs: 50 });
    await expect(slow.compare(Buffer.from('card'), pictures, never)).rejects.toMatchObject({ problem: 'timeout' });
    const nobody = await open({ url: 'http://127.0.0.1:1/' });
    await expect(nobody.compare(Buffer.from('card'), pictures, never)).rejects.toMatchObject({ problem: 'unreachable' });
  });

  it('is spoken to over TLS only when it is whom we trust, and learns who we are', async () => {
    const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyPath];
    execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', certPath, ...subject], { stdio: 'ignore' });
    const [cert, secret] = [readFileSync(certPath), readFileSync(keyPath)];
    const answer: RequestListener = (_request, response) => void response.end(JSON.stringify(ANSWER));
    const server = createSecureServer({ cert, key: secret, ca: cert, requestCert: true, rejectUnauthorized: true }, answer);
    const url = `https://localhost:${await listening(server as unknown as Server)}/`;
    const known = await open({ url, tls: { caPath: certPath, certPath, keyPath } });
    expect(await known.compare(Buffer.from('card'), pictures, never)).toMatchObject({ outcome: 'match' });
    const stranger = await open({ url });
    await expect(stranger.compare(Buffer.from('card'), pictures, never)).rejects.toMatchObject({ problem: 'unreachable' });
    const nameless = await open({ url, tls: { caPath: certPath, certPath: null, keyPath: null } });
    await expect(nameless.compare(Buffer.from('card'), pictures, never)).rejects.toMatchObject({ problem: 'unreachable' });
  });
});
