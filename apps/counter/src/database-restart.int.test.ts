import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../../prisma/embedded/index.ts';
import { deployMigrations } from '../../../prisma/migrate.ts';
import { apiKeyHash, newApiKey } from './api-clients/api-clients.ts';
import { Database } from './database/database.ts';
import { CounterProcess, freePort } from './testing/counter-process.ts';
import { eventually } from './testing/eventually.ts';
import { createTestBank, type TestBank } from './testing/test-bank.ts';

const BACK_WITHIN_MS = 10_000;

let folder: string;
let postgres: EmbeddedServer;
let database: Database;
let bank: TestBank;
let counter: CounterProcess;
const apiKey = newApiKey();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-database-'));
  postgres = await startEmbedded({ dir: join(folder, 'postgres') });
  await deployMigrations(postgres.url);
  database = new Database(postgres.url);
  bank = await createTestBank(database);
  await database.prisma.apiClient.create({ data: { id: newId('api'), name: 'core system', keyHash: apiKeyHash(apiKey) } });
  counter = await new CounterProcess({
    DATABASE_URL: postgres.url,
    GUICHET_DATA: join(folder, 'data'),
    PORT: String(await freePort()),
  }).ready();
});
afterAll(async () => {
  await counter?.kill();
  await database?.close();
  await postgres?.destroy();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<{ status: number; sessionId: string | null; code: string | null }> {
  const response = await fetch(`${counter.url}/v1/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ serviceTypeId: bank.loans, language: 'en' }),
  });
  const body = (await response.json()) as { sessionId?: string; code?: string };
  return { status: response.status, sessionId: body.sessionId ?? null, code: body.code ?? null };
}

describe('when the database is killed', () => {
  it('nothing is acknowledged without it, nothing that was is lost, and all is as before soon after it is back', async () => {
    const acknowledged: string[] = [];
    const refused = new Set<string>();
    const done = new AbortController();
    const work = async (): Promise<void> => {
      while (!done.signal.aborted) {
        const { status, sessionId, code } = await open();
        if (status === 200 && sessionId !== null) acknowledged.push(sessionId);
        else refused.add(`${status} ${code}`);
      }
    };
    const workers = [work(), work()];
    await eventually(() => acknowledged.length >= 10, 20_000);

    process.kill(postgres.pid, 'SIGKILL');
    await postgres.exited;
    await eventually(async () => (await fetch(`${counter.url}/readyz`)).status === 503);
    expect((await fetch(`${counter.url}/healthz`)).status).toBe(200);
    await eventually(() => refused.size > 0);
    const before = acknowledged.length;

    postgres = await startEmbedded({ dir: join(folder, 'postgres'), port: postgres.port });
    const backAt = performance.now();
    await eventually(async () => (await fetch(`${counter.url}/readyz`)).status === 200, BACK_WITHIN_MS);
    await eventually(() => acknowledged.length > before, BACK_WITHIN_MS);
    const backMs = Math.round(performance.now() - backAt);
    done.abort();
    await Promise.all(workers);

    expect([...refused].filter((answer) => !['503 unavailable', '504 deadline_exceeded', '429 rate_limited'].includes(answer))).toEqual([]);
    const again = new Database(postgres.url);
    expect(await again.prisma.session.count({ where: { id: { in: acknowledged } } })).toBe(acknowledged.length);
    await again.close();
    expect(counter.child.exitCode).toBeNull();
    console.info(
      `database killed: ${acknowledged.length} acknowledged, all there; serving again ${backMs} ms after it was back; refused with ${[...refused].join(', ')}`,
    );
  }, 90_000);
});
