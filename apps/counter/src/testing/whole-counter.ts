import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSRF_HEADER, newId, type StaffId, type StaffRole } from '@guichet/protocol';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { apiKeyHash, newApiKey } from '../api-clients/api-clients.ts';
import { type Counter, startCounter } from '../app.ts';
import { readConfig } from '../config.ts';
import { Database } from '../database/database.ts';
import { cookieHash, newCookieValue } from '../http/cookies.ts';
import { createLog } from '../log.ts';
import { Passwords } from '../staff/passwords.ts';
import { createTestBank, type TestBank } from './test-bank.ts';

const PASSWORD = 'correct horse battery';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** What a request shows of its sender. */
export interface Credentials {
  readonly cookie?: string;
  readonly csrf?: string;
  readonly apiKey?: string;
}

export interface SignedIn extends Credentials {
  readonly cookie: string;
  readonly csrf: string;
  readonly staffId: StaffId;
  readonly staffNumber: string;
  readonly password: string;
}

interface Ask extends Credentials {
  readonly body?: unknown;
  /** Null sends none; a changing request comes from the counter's own page by default. */
  readonly origin?: string | null;
  readonly headers?: Record<string, string>;
}

/** A whole counter on a database of its own, with a bank and people in it. */
export class WholeCounter {
  readonly database: Database;
  readonly bank: TestBank;
  readonly dataDir: string;
  /** Everything that was logged. */
  readonly logged: string[];
  counter: Counter;
  readonly #server: TestDatabase;
  readonly #env: Record<string, string>;
  #people = 0;

  static async start(env: Record<string, string> = {}): Promise<WholeCounter> {
    const server = await createTestDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'guichet-counter-'));
    const database = new Database(server.url);
    const bank = await createTestBank(database);
    const logged: string[] = [];
    const full = { DATABASE_URL: server.url, PORT: '0', GUICHET_DATA: dataDir, LOG_LEVEL: 'trace', ...env };
    return new WholeCounter({ server, database, bank, dataDir, logged, env: full, counter: await launch(full, logged) });
  }

  private constructor(parts: {
    server: TestDatabase;
    database: Database;
    bank: TestBank;
    dataDir: string;
    logged: string[];
    env: Record<string, string>;
    counter: Counter;
  }) {
    this.#server = parts.server;
    this.database = parts.database;
    this.bank = parts.bank;
    this.dataDir = parts.dataDir;
    this.logged = parts.logged;
    this.#env = parts.env;
    this.counter = parts.counter;
  }

  get url(): string {
    return this.counter.publicUrl;
  }

  get databaseUrl(): string {
    return this.#server.url;
  }

  /** Ends the counter and starts another one on the same database and folder, on the same port. */
  async restart(): Promise<void> {
    const { port } = this.counter;
    await this.counter.close();
    this.counter = await launch({ ...this.#env, PORT: String(port) }, this.logged);
  }

  async end(): Promise<void> {
    await this.counter.close();
    await this.database.close();
    await this.#server.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Asks at the public address. */
  async ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    return this.#ask(this.url, method, path, ask);
  }

  /** Asks the port itself, as a proxy before it would. */
  async askLocally(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    return this.#ask(`http://127.0.0.1:${this.counter.port}`, method, path, ask);
  }

  async #ask(base: string, method: string, path: string, { cookie, csrf, apiKey, body, origin, headers }: Ask): Promise<Answer> {
    const sentOrigin = origin === undefined && method !== 'GET' && apiKey === undefined ? this.url : origin;
    const response = await fetch(`${base}${path}`, {
      redirect: 'manual',
      method,
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(csrf === undefined ? {} : { [CSRF_HEADER]: csrf }),
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(sentOrigin == null ? {} : { origin: sentOrigin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: json ? (JSON.parse(text) as unknown) : text };
  }

  /** Somebody with these roles, and a login of theirs. */
  async signIn(...roles: StaffRole[]): Promise<SignedIn> {
    this.#people += 1;
    const staffNumber = `S${this.#people}`;
    const staffId = newId('stf');
    const passwordHash = await new Passwords().hash(PASSWORD);
    const [value, csrf] = [newCookieValue(), newCookieValue()];
    const { prisma } = this.database;
    await prisma.staff.create({
      data: { id: staffId, staffNumber, displayName: `Person ${this.#people}`, passwordHash, roles, skills: ['loans', 'questions'] },
    });
    await prisma.staffSession.create({
      data: { cookieHash: cookieHash(value), staffId, csrfToken: csrf, createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
    });
    return { cookie: `guichet_staff=${value}`, csrf, staffId, staffNumber, password: PASSWORD };
  }

  /** The API key of a bank's system. */
  async addApiClient(
    facts: { readonly webhookUrl?: string; readonly webhookSecret?: Uint8Array<ArrayBuffer>; readonly id?: string } = {},
  ): Promise<string> {
    const apiKey = newApiKey();
    await this.database.prisma.apiClient.create({ data: { id: newId('api'), name: 'core system', keyHash: apiKeyHash(apiKey), ...facts } });
    return apiKey;
  }

  /** A device that has used an invitation to this session. */
  async invite(sessionId: string): Promise<{ readonly cookie: string; readonly invitationId: string }> {
    const value = newCookieValue();
    const secretHash = cookieHash(newCookieValue());
    const invitationId = secretHash.slice(0, 32);
    const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 60_000)];
    const title = { 'zh-CN': '加入通话', en: 'Join the call' };
    const step = { flowRunId: newId('flr'), nodeRunId: 'ask#1', role: 'spouse', title };
    await this.database.prisma.flowInvitation.create({
      data: { ...step, secretHash, invitationId, sessionId, createdAt, expiresAt, usedAt: createdAt, cookieHash: cookieHash(value) },
    });
    return { cookie: `guichet_guest=${value}`, invitationId };
  }

  /** An anonymous customer's device. */
  async enter(): Promise<{ readonly cookie: string; readonly sessionId: string }> {
    const answer = await this.ask('POST', '/v1/entry/anonymous', { body: { serviceTypeId: this.bank.questions, language: 'en' } });
    if (answer.status !== 200) throw new Error(`Entry failed: ${JSON.stringify(answer.body)}`);
    return { cookie: cookieOf(answer), sessionId: (answer.body as { sessionId: string }).sessionId };
  }
}

export function cookieOf(answer: Answer): string {
  const [first] = answer.headers.getSetCookie();
  if (first === undefined) throw new Error('No cookie was set');
  return first.split(';')[0] ?? '';
}

async function launch(env: Record<string, string>, logged: string[]): Promise<Counter> {
  return startCounter(readConfig(env), { log: createLog(env['LOG_LEVEL'] ?? 'trace', { write: (line) => void logged.push(line) }) });
}
