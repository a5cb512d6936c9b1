import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalText, NoticeView, StaffRole } from '@guichet/protocol';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { ApiClients } from '../api-clients/api-clients.ts';
import { Database } from '../database/database.ts';
import { Passwords } from '../staff/passwords.ts';
import { DemoSecrets } from './demo-secrets.ts';
import { seedDemoBank, type SeedReport } from './seed-demo-bank.ts';

let folder: string;
let server: TestDatabase;
let database: Database;
let first: SeedReport;
const passwords = new Passwords();
const seed = (): Promise<SeedReport> => seedDemoBank({ database, passwords, secrets: new DemoSecrets(folder), clock: Date.now });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-seed-'));
  server = await createTestDatabase();
  database = new Database(server.url);
  first = await seed();
});
afterAll(async () => {
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true });
});

async function counts(): Promise<number[]> {
  const { prisma } = database;
  return Promise.all([
    prisma.bank.count(),
    prisma.serviceType.count(),
    prisma.notice.count(),
    prisma.staff.count(),
    prisma.apiClient.count(),
  ]);
}

describe('the demo bank', () => {
  it('has somebody of every role, whose passwords are right, random, and kept for the owner of the folder alone', async () => {
    const staff = await database.prisma.staff.findMany();
    expect(new Set(staff.flatMap(({ roles }) => roles))).toEqual(new Set(StaffRole.options));
    expect(staff.filter(({ roles }) => roles.includes('agent'))).toHaveLength(2);
    expect(staff.every(({ demo }) => demo)).toBe(true);
    for (const { username, password } of first.logins) {
      const row = staff.find(({ staffNumber }) => staffNumber === username);
      expect(await passwords.matches(row?.passwordHash ?? null, password)).toBe(true);
    }
    expect(new Set(first.logins.map(({ password }) => password)).size).toBe(first.logins.length);
    for (const name of ['demo-logins.json', 'demo-api-key.txt']) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('lets its system in by the key that it was told', async () => {
    expect(await new ApiClients(database).authenticate(first.apiKey)).toMatch(/^api_/);
    expect(await new ApiClients(database).authenticate(`${first.apiKey.slice(0, -1)}!`)).toBeNull();
  });

  it('has its texts in both languages, each notice with the hash that the log will name', async () => {
    const notices = await database.prisma.notice.findMany();
    expect(notices.map(({ language }) => language).toSorted()).toEqual(['en', 'zh-CN']);
    for (const notice of notices) expect(NoticeView.safeParse(notice).success).toBe(true);
    expect(new Set(notices.map(({ textHash }) => textHash)).size).toBe(2);
    for (const { prepare } of await database.prisma.serviceType.findMany())
      expect(z.array(LocalText).parse(prepare).length).toBeGreaterThan(0);
  });

  it('is the same when it is put there again', async () => {
    const before = await counts();
    expect(await seed()).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  it('gives new passwords and a new key where the old ones are lost', async () => {
    const before = await counts();
    await rm(join(folder, 'demo-logins.json'));
    await rm(join(folder, 'demo-api-key.txt'));
    const again = await seed();
    expect(again.logins.map(({ password }) => password)).not.toEqual(first.logins.map(({ password }) => password));
    expect(await new ApiClients(database).authenticate(first.apiKey)).toBeNull();
    expect(await new ApiClients(database).authenticate(again.apiKey)).toMatch(/^api_/);
    expect(await counts()).toEqual(before);
  });

  it('takes the passwords that stand in the file', async () => {
    await writeFile(
      join(folder, 'demo-logins.json'),
      JSON.stringify([{ role: 'admin', username: '0001', password: 'chosen by the owner' }]),
    );
    await seed();
    const row = await database.prisma.staff.findUniqueOrThrow({ where: { staffNumber: '0001' } });
    expect(await passwords.matches(row.passwordHash, 'chosen by the owner')).toBe(true);
  });
});
