import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { shippedFlows } from '@guichet/workflow';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { eventually } from '../testing/eventually.ts';
import { seedBankSystems } from './seed-bank-systems.ts';

const DEMO_BANK = resolve(import.meta.dirname, '../../../demo-bank/src/main.ts');

const Steps = z.object({
  nodes: z.array(z.looseObject({ type: z.string(), config: z.record(z.string(), z.unknown()).default({}) })),
});
const ServiceStep = z.object({
  service: z.string(),
  operation: z.string(),
  request: z.record(z.string(), z.unknown()).default({}),
  response: z.record(z.string(), z.unknown()).default({}),
});
const ObjectSchema = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).default([]) });

let folder: string;
let bank: ChildProcess;
let url: string;
let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-bank-'));
  const tokenPath = join(folder, 'token');
  await writeFile(tokenPath, 'token');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  bank = spawn(process.execPath, [DEMO_BANK], {
    env: { DEMO_BANK_PORT: String(port), DEMO_BANK_TOKEN_FILE: tokenPath, LOG_LEVEL: 'silent' },
    stdio: 'inherit',
  });
  server = await createTestDatabase();
  database = new Database(server.url);
  await eventually(() =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  await seedBankSystems(database, url);
});
afterAll(async () => {
  bank.kill();
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const held = createServer();
  await new Promise<void>((ready) => held.listen(0, '127.0.0.1', ready));
  const { port } = held.address() as AddressInfo;
  await new Promise((closed) => held.close(closed));
  return port;
}

describe('the systems of the demo bank', () => {
  const steps = shippedFlows
    .flatMap((flow) => Steps.parse(flow).nodes)
    .filter(({ type }) => type === 'service')
    .map(({ config }) => ServiceStep.parse(config));

  it('know everything that the shipped flows ask of them, and answer everything that those expect', async () => {
    expect(steps.length).toBeGreaterThan(10);
    for (const { service, operation, request, response } of steps) {
      const row = await database.prisma.flowService.findUniqueOrThrow({ where: { name: `${service}.${operation}` } });
      const asked = ObjectSchema.parse(row.requestSchema);
      expect(Object.keys(asked.properties)).toEqual(expect.arrayContaining(Object.keys(request)));
      expect(Object.keys(request)).toEqual(expect.arrayContaining(asked.required));
      expect(ObjectSchema.parse(row.responseSchema).required).toEqual(expect.arrayContaining(Object.keys(response)));
    }
  });

  it('are followed when they have moved; one that an administrator has sent elsewhere or taken off stays as it is', async () => {
    const { flowService } = database.prisma;
    const own = 'https://core.bank.example';
    await flowService.update({ where: { name: 'core.open-account' }, data: { baseUrl: own, secretName: null } });
    await flowService.update({ where: { name: 'cards.unblock' }, data: { active: false, baseUrl: 'http://127.0.0.1:1' } });
    const before = await flowService.count();
    await seedBankSystems(database, url);
    expect(await flowService.count()).toBe(before);
    expect(await flowService.findUnique({ where: { name: 'core.open-account' } })).toMatchObject({ baseUrl: own, secretName: null });
    expect(await flowService.findUnique({ where: { name: 'cards.unblock' } })).toMatchObject({ baseUrl: url, active: false });
  });
});
