import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSRF_HEADER, newId, type SessionId, type StaffRole } from '@guichet/protocol';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { apiKeyHash, newApiKey } from '../api-clients/api-clients.ts';
import { Database } from '../database/database.ts';
import { cookieHash, newCookieValue } from '../http/cookies.ts';
import { CounterProcess, freePort } from './counter-process.ts';
import { createTestBank, type TestBank } from './test-bank.ts';

/** A counter as a process that is killed with -9 and started again, on a database and a folder of its own. */
export class MortalCounter {
  readonly database: Database;
  readonly bank: TestBank;
  readonly dataDir: string;
  readonly #server: TestDatabase;
  readonly #env: Readonly<Record<string, string>>;
  readonly #apiKey: string;
  #process: CounterProcess | null = null;

  static async create(
    env: (folder: string) => Record<string, string> | Promise<Record<string, string>> = () => ({}),
  ): Promise<MortalCounter> {
    const server = await createTestDatabase();
    const database = new Database(server.url);
    const bank = await createTestBank(database);
    const folder = await mkdtemp(join(tmpdir(), 'guichet-mortal-'));
    const apiKey = newApiKey();
    await database.prisma.apiClient.create({ data: { id: newId('api'), name: 'core system', keyHash: apiKeyHash(apiKey) } });
    const counter = new MortalCounter({
      ...{ server, database, bank, folder, apiKey },
      env: {
        DATABASE_URL: server.url,
        GUICHET_DATA: folder,
        PORT: String(await freePort()),
        LOG_LEVEL: 'warn',
        PATH: process.env['PATH'] ?? '',
        ...(await env(folder)),
      },
    });
    await counter.start();
    return counter;
  }

  private constructor(parts: {
    server: TestDatabase;
    database: Database;
    bank: TestBank;
    folder: string;
    apiKey: string;
    env: Record<string, string>;
  }) {
    this.#server = parts.server;
    this.database = parts.database;
    this.bank = parts.bank;
    this.dataDir = parts.folder;
    this.#apiKey = parts.apiKey;
    this.#env = parts.env;
  }

  get databaseUrl(): string {
    return this.#server.url;
  }

  get url(): string {
    return this.#process?.url ?? '';
  }

  async start(): Promise<void> {
    this.#process = await new CounterProcess(this.#env).ready();
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async end(): Promise<void> {
    await this.kill();
    await this.database.close();
    await this.#server.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** As the bank's system does. */
  ask(method: string, path: string, body?: object): Promise<Response> {
    return this.#send(method, path, { authorization: `Bearer ${this.#apiKey}` }, body);
  }

  /** Somebody with these roles; answers how they ask. */
  async signIn(...roles: StaffRole[]): Promise<(method: string, path: string, body?: object) => Promise<Response>> {
    const [value, csrf, staffId] = [newCookieValue(), newCookieValue(), newId('stf')];
    const staff = { id: staffId, staffNumber: staffId, displayName: roles.join(), passwordHash: 'none', roles, skills: [] };
    await this.database.prisma.staff.create({ data: staff });
    await this.database.prisma.staffSession.create({
      data: { cookieHash: cookieHash(value), staffId, csrfToken: csrf, createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
    });
    return (method, path, body) =>
      this.#send(method, path, { cookie: `guichet_staff=${value}`, [CSRF_HEADER]: csrf, origin: this.url }, body);
  }

  /** Sessions of whose recording nothing came: each has a log to be sealed all the same, once it is ended. */
  async open(count: number): Promise<SessionId[]> {
    const sessions: SessionId[] = [];
    while (sessions.length < count) {
      const opened = await this.ask('POST', '/v1/sessions', { serviceTypeId: this.bank.loans });
      const { sessionId } = (await opened.json()) as { sessionId: SessionId };
      const ids = { id: newId('rec'), callId: newId('cal'), nodeId: newId('nod'), roomId: newId('rom') };
      await this.database.prisma.recording.create({ data: { ...ids, sessionId, status: 'failed', startedAt: new Date() } });
      sessions.push(sessionId);
    }
    return sessions;
  }

  /** All at once, so that some are at work when it is killed. */
  async endSessions(sessions: readonly SessionId[]): Promise<void> {
    await Promise.all(sessions.map((id) => this.ask('DELETE', `/v1/sessions/${id}`)));
  }

  #send(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

/** Moments to kill at, the same for the same seed (which is printed). */
export function killMoments(what: string): (belowMs: number) => number {
  const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.info(`${what}: seed ${seed}`);
  let state = seed >>> 0;
  return (belowMs) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % belowMs;
  };
}
