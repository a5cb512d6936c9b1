import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { apiKeyHash, newApiKey } from '../api-clients/api-clients.ts';
import { Database } from '../database/database.ts';
import { CounterProcess, freePort } from '../testing/counter-process.ts';
import { eventually } from '../testing/eventually.ts';
import { createTestBank, type TestBank } from '../testing/test-bank.ts';

const SESSIONS = 25;
const KILLS = 4;
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let server: TestDatabase;
let database: Database;
let bank: TestBank;
let folder: string;
let counter: CounterProcess;

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  bank = await createTestBank(database);
  folder = await mkdtemp(join(tmpdir(), 'guichet-killed-seals-'));
});
afterAll(async () => {
  await counter?.kill();
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

it('sessions whose sealing is killed at any moment are sealed once each in the end, and the log holds each once', async () => {
  console.info(`killed sealing: seed ${seed}`);
  const apiKey = newApiKey();
  await database.prisma.apiClient.create({ data: { id: newId('api'), name: 'core system', keyHash: apiKeyHash(apiKey) } });
  const env = {
    DATABASE_URL: server.url,
    GUICHET_DATA: folder,
    PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
    PATH: process.env['PATH'] ?? '',
  };
  const start = async (): Promise<void> => {
    counter = await new CounterProcess(env).ready();
  };
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${counter.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await start();
  const sessions: string[] = [];
  for (let count = 0; count < SESSIONS; count++) {
    const { sessionId } = (await (await ask('POST', '/v1/sessions', { serviceTypeId: bank.loans })).json()) as { sessionId: string };
    const ids = { id: newId('rec'), callId: newId('cal'), nodeId: newId('nod'), roomId: newId('rom') };
    await database.prisma.recording.create({ data: { ...ids, sessionId, status: 'failed', startedAt: new Date() } });
    sessions.push(sessionId);
  }
  let state = seed >>> 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const from = kill * Math.floor(SESSIONS / KILLS);
    // All at once, so that some are being sealed when it is killed.
    await Promise.all(sessions.slice(from, from + Math.ceil(SESSIONS / KILLS)).map((id) => ask('DELETE', `/v1/sessions/${id}`)));
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    await delay(state % 600);
    await counter.kill();
    await start();
  }
  await Promise.all(sessions.map((id) => ask('DELETE', `/v1/sessions/${id}`)));
  await eventually(async () => (await database.prisma.seal.count({ where: { status: 'sealed' } })) === SESSIONS, 200_000);

  const events = await database.prisma.sessionEvent.findMany({ where: { type: 'session.sealed' } });
  expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(SESSIONS);
  expect(events).toHaveLength(SESSIONS);
  const leaves = await database.prisma.logLeaf.findMany({ orderBy: { index: 'asc' } });
  expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: SESSIONS }, (_, at) => at));
  const seals = await database.prisma.seal.findMany();
  expect(new Set(seals.map(({ manifestHash }) => manifestHash))).toEqual(new Set(leaves.map(({ manifestHash }) => manifestHash)));
  await eventually(async () => (await database.prisma.sealStamp.count({ where: { token: null } })) === 0, 60_000);
});
