import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { SpeechEngine } from '../engine.ts';
import { spokenWords } from '../words/spoken-words.ts';
import { type HttpSpeechSettings, openHttpSpeech } from './http-speech.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-speech-'));
const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const ENGINE = { name: 'bank-asr', version: '4.1' };
const word = (text: string, at: number) => ({ word: text, fromMs: at * 300, untilMs: at * 300 + 300, confidence: 0.95 });
const ANSWER = { engine: ENGINE, words: ['risk', 'is', 'yours'].map(word) };
const span = { pcm: Int16Array.of(1, 256, -2), language: 'en' } as const;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  cleanups.push(() => server.closeAllConnections());
  return (server.address() as AddressInfo).port;
}

async function open(settings: Partial<HttpSpeechSettings> & { readonly url: string }): Promise<SpeechEngine> {
  const tls = { caPath: null, certPath: null, keyPath: null };
  const engine = await openHttpSpeech({ authorizationPath: null, tls, deadlineMs: 5_000, languages: ['zh-CN', 'en'], ...settings });
  cleanups.push(() => engine.close());
  return engine;
}

const answering = async (answer: RequestListener, settings: Partial<HttpSpeechSettings> = {}): Promise<SpeechEngine> =>
  open({ url: `http://127.0.0.1:${await listening(createServer(answer))}/v1/words`, ...settings });

describe('a bank’s own recogniser', () => {
  it('is sent the sound with the operator’s header, and its words are taken as they are', async () => {
    const asked: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
    const authorizationPath = join(folder, 'authorization');
    writeFileSync(authorizationPath, 'X-Api-Key: secret-of-the-bank\n');
    const engine = await answering(
      async (request, response) => {
        asked.push({ headers: request.headers, body: await buffer(request) });
        response.end(JSON.stringify(ANSWER));
      },
      { authorizationPath },
    );
    expect(await engine.words(span, never)).toMatchObject({ words: ANSWER.words, engine: ENGINE });
    expect(asked[0]?.headers).toMatchObject({
      'x-api-key': 'secret-of-the-bank',
      'content-type': 'audio/L16;rate=16000;channels=1',
      'content-language': 'en',
    });
    expect([...(asked[0]?.body ?? [])]).toEqual([0, 1, 1, 0, 255, 254]);
  });

  it('says of lines which were said, and who says so', async () => {
    const engine = await answering((_request, response) => void response.end(JSON.stringify(ANSWER)));
    const line = (key: string, en: string) => ({ key, text: { 'zh-CN': en, en }, language: 'en' as const, fromMs: 0, untilMs: 1_000 });
    const heard = await spokenWords(
      engine,
      new Int16Array(16_000),
      [line('a', 'Risk is yours.'), line('b', 'Nothing can happen to it')],
      never,
    );
    expect(heard).toEqual([
      { key: 'a', said: 'said', confidence: expect.closeTo(0.95), engine: ENGINE },
      { key: 'b', said: 'not_said', confidence: null, engine: ENGINE },
    ]);
  });

  it.each([
    ['what is no JSON', 'hello'],
    ['words out of order', JSON.stringify({ engine: ENGINE, words: [word('b', 5), word('a', 1)] })],
    ['a word that ends before it begins', JSON.stringify({ engine: ENGINE, words: [{ ...word('a', 1), untilMs: 0 }] })],
    ['a confidence of two', JSON.stringify({ engine: ENGINE, words: [{ ...word('a', 1), confidence: 2 }] })],
    ['nobody’s name', JSON.stringify({ words: [] })],
    ['an answer without end', 'x'.repeat(3_000_000)],
  ])('fails with %s', async (_what, body) => {
    const engine = await answering((_request, response) => void response.end(body));
    await expect(engine.words(span, never)).rejects.toMatchObject({ problem: 'bad_answer' });
  });

  it.each([500, 401, 302])('fails when it answers %i', async (status) => {
    const engine = await answering(
      (_request, response) => void response.writeHead(status, { location: 'http://elsewhere.example/' }).end(),
    );
    await expect(engine.words(span, never)).rejects.toMatchObject({ problem: 'refused' });
  });

  it('fails when it is slow, breaks off, or is not there', async () => {
    const slow = await answering(() => undefined, { deadlineMs: 50 });
    await expect(slow.words(span, never)).rejects.toMatchObject({ problem: 'timeout' });
    const broken = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('{"engine":', () => response.destroy());
    });
    await expect(broken.words(span, never)).rejects.toMatchObject({ problem: 'unreachable' });
    const nobody = await open({ url: 'http://127.0.0.1:1/' });
    await expect(nobody.words(span, never)).rejects.toMatchObject({ problem: 'unreachable' });
  });

  it('is not opened with a file that holds no header', async () => {
    const authorizationPath = join(folder, 'none');
    writeFileSync(authorizationPath, 'just-a-token');
    await expect(open({ url: 'http://127.0.0.1:1/', authorizationPath })).rejects.toMatchObject({ problem: 'not_available' });
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
    expect((await known.words(span, never)).words).toHaveLength(3);
    for (const tls of [
      { caPath: null, certPath: null, keyPath: null },
      { caPath: certPath, certPath: null, keyPath: null },
    ])
      await expect((await open({ url, tls })).words(span, never)).rejects.toMatchObject({ problem: 'unreachable' });
  });
});

describe('without a recogniser', () => {
  const line = { key: 'a', text: { 'zh-CN': '风险自担', en: 'Risk is yours' }, fromMs: 0, untilMs: 1_000 };

  it('nothing is said of a line', async () => {
    const heard = await spokenWords(null, new Int16Array(16_000), [{ ...line, language: 'en' }], never);
    expect(heard).toEqual([{ key: 'a', said: null, confidence: null, engine: null }]);
  });

  it('for its language neither, nor of one that is too long to be given whole', async () => {
    const engine = await open({ url: 'http://127.0.0.1:1/', languages: ['en'] });
    const lines = [
      { ...line, language: 'zh-CN' as const },
      { ...line, language: 'en' as const, untilMs: 200_000 },
    ];
    const heard = await spokenWords(engine, new Int16Array(200 * 16_000), lines, never);
    expect(heard.map(({ said }) => said)).toEqual([null, null]);
  });
});
