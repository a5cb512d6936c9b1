import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../prisma/testing.ts';
import { apiKeyHash, newApiKey } from './api-clients/api-clients.ts';
import { Database } from './database/database.ts';
import { CounterProcess, freePort } from './testing/counter-process.ts';
import { createTestBank, type TestBank } from './testing/test-bank.ts';

let server: TestDatabase;
let database: Database;
let bank: TestBank;
let dataDir: string;
let port: number;
const apiKey = newApiKey();
const running: CounterProcess[] = [];

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  bank = await createTestBank(database);
  dataDir = await mkdtemp(join(tmpdir(), 'guichet-main-'));
  port = await freePort();
  await database.prisma.apiClient.create({ data: { id: newId('api'), name: 'core system', keyHash: apiKeyHash(apiKey) } });
});
afterEach(async () => {
  for (const counter of running.splice(0)) await counter.kill();
});
afterAll(async () => {
  await database.close();
  await server.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function launch(env: Record<string, string> = {}): CounterProcess {
  const counter = new CounterProcess({ DATABASE_URL: server.url, GUICHET_DATA: dataDir, PORT: String(port), LOG_LEVEL: 'info', ...env });
  running.push(counter);
  return counter;
}

describe('the process', () => {
  it('does not start with a configuration that it cannot use, and says all of what is wrong without a value', async () => {
    const counter = launch({ DATABASE_URL: 'mysql://MARKED', TLS_CERT: '/none', LOG_LEVEL: 'loud' });
    expect(await counter.ended()).toBe(1);
    expect(counter.output).toMatch(/DATABASE_URL/);
    expect(counter.output).toMatch(/LOG_LEVEL/);
    expect(counter.output).not.toMatch(/MARKED|loud/);
  });

  it('ends with an error, and without the password, when the database is not there', async () => {
    const counter = launch({ DATABASE_URL: 'postgresql://guichet:MARKEDPASSWORD@127.0.0.1:1/none' });
    expect(await counter.ended()).toBe(1);
    expect(counter.output).toContain('counter could not start');
    expect(counter.output).not.toContain('MARKEDPASSWORD');
  });

  it('ends in order on SIGTERM', async () => {
    const counter = await launch().ready();
    const startedAt = performance.now();
    counter.child.kill('SIGTERM');
    expect(await counter.ended()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(counter.output).toContain('counter stopped');
  });

  it('ends by itself when whoever started it is gone', async () => {
    const counter = await launch().ready();
    counter.cutLifeline();
    expect(await counter.ended()).toBe(0);
    expect(counter.output).toContain('"reason":"lifeline"');
  });
});

describe('kill -9', () => {
  it('loses nothing that was acknowledged, and the next start is as quick as any', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const acknowledged: string[] = [];
    const startMs: number[] = [];
    const open = async (url: string): Promise<void> => {
      const response = await fetch(`${url}/v1/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ serviceTypeId: bank.loans, language: 'en', customer: { name: 'Somebody' } }),
      });
      if (response.status === 200) acknowledged.push(((await response.json()) as { sessionId: string }).sessionId);
    };

    for (let round = 0; round < 3; round++) {
      const startedAt = performance.now();
      const counter = await launch().ready();
      startMs.push(performance.now() - startedAt);
      const killAfter = acknowledged.length + 4 + ((seed >> (round * 4)) & 15);
      const work = async (): Promise<void> => {
        while (counter.child.exitCode === null && counter.child.signalCode === null) {
          await open(counter.url).catch(() => undefined);
          // In the middle of what the others have asked for.
          if (acknowledged.length >= killAfter) await counter.kill();
        }
      };
      await Promise.all([work(), work(), work()]);
    }

    const counter = await launch().ready();
    expect(acknowledged.length, `seed ${seed}`).toBeGreaterThanOrEqual(12);
    for (const sessionId of acknowledged) {
      const response = await fetch(`${counter.url}/v1/sessions/${sessionId}`, { headers: { authorization: `Bearer ${apiKey}` } });
      // The rate of the route, which says when to come back, is no loss.
      expect([200, 429], `${sessionId}, seed ${seed}`).toContain(response.status);
    }
    expect(await database.prisma.session.count({ where: { id: { in: acknowledged } } }), `seed ${seed}`).toBe(acknowledged.length);
    const links = await database.prisma.entryLink.count();
    expect(await database.prisma.session.count(), `a session without its link, seed ${seed}`).toBe(links);
    console.info(`kill -9: ${acknowledged.length} acknowledged, seed ${seed}, ready after ${startMs.map(Math.round).join(', ')} ms`);
  }, 120_000);
});
