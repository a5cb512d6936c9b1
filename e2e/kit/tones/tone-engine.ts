import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Language } from '@guichet/protocol';
import type { Installation } from '../installation.ts';
import { hearTones } from './hear-tones.ts';

const RATE_HZ = 16_000;
const SOUND = `audio/L16;rate=${RATE_HZ};channels=1`;
const PATH = '/words';

/** As each language says it. */
const WORDS: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
};

/** What it was once sent, and what it made of it. */
export interface Listened {
  readonly language: Language;
  readonly lengthMs: number;
  readonly signs: string;
}

/**
 * An operator's engine behind the contract of `packages/speech` (`http`), whose language is tones: it makes out the sound that it is sent, and knows nothing
 * of what was asked. As there is no model of speech to be had, a pair of tones stands for a spoken sign.
 */
export class ToneEngine {
  readonly listened: Listened[] = [];
  readonly #server: Server;
  readonly #folder: string;
  readonly #secret = `Bearer ${randomBytes(24).toString('base64url')}`;

  static async start(): Promise<ToneEngine> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const engine = new ToneEngine(server, await mkdtemp(join(tmpdir(), 'guichet-tones-')));
    await writeFile(engine.#headerPath, `Authorization: ${engine.#secret}\n`, { mode: 0o600 });
    return engine;
  }

  private constructor(server: Server, folder: string) {
    this.#server = server;
    this.#folder = folder;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  }

  /** What a counter has to be told of it before it starts. */
  get counterEnv(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      SPEECH_ENGINE: 'http',
      SPEECH_SERVICE_URL: `http://127.0.0.1:${port}${PATH}`,
      SPEECH_SERVICE_AUTHORIZATION: this.#headerPath,
    };
  }

  /** What opens it may stand in no log of this installation. */
  noteSecretIn({ privateValues }: Installation): void {
    privateValues.note('secret of the speech engine', this.#secret);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #headerPath(): string {
    return join(this.#folder, 'header');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    const language = Language.safeParse(headers['content-language']);
    if (method !== 'POST' || url !== PATH) return void response.writeHead(404).end();
    if (headers.authorization !== this.#secret) return void response.writeHead(401).end();
    if (headers['content-type'] !== SOUND || !language.success) return void response.writeHead(415).end();
    const body = Buffer.concat(chunks);
    const pcm = Int16Array.from({ length: body.length >> 1 }, (_, at) => body.readInt16BE(at * 2));
    const heard = hearTones(pcm, RATE_HZ);
    const signs = heard.map(({ sign }) => sign).join('');
    this.listened.push({ language: language.data, lengthMs: Math.round((pcm.length * 1_000) / RATE_HZ), signs });
    const words = heard.map(({ sign, ...when }) => ({ word: WORDS[language.data][Number(sign)] ?? sign, ...when }));
    const answer = JSON.stringify({ engine: { name: 'tone-pairs', version: '1', licence: 'Apache-2.0' }, words });
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  }
}
