import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CSRF_HEADER, newId, type StaffId } from '@guichet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { CounterProcess, freePort } from '../testing/counter-process.ts';
import { eventually } from '../testing/eventually.ts';
import { seedComposable } from '../testing/seeded/composable-recording.ts';
import { createTestBank } from '../testing/test-bank.ts';
import { cookieHash, newCookieValue } from '../http/cookies.ts';

const DURATION_MS = 20_000;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A counter as a process, with a recording of some seconds and a reviewer who is signed in. */
async function prepare() {
  const server = await createTestDatabase();
  cleanups.push(() => server.drop());
  const dataDir = await mkdtemp(join(tmpdir(), 'guichet-compose-'));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  const database = new Database(server.url);
  cleanups.push(() => database.close());
  const bank = await createTestBank(database);
  const staffId = newId('stf');
  const [value, csrf] = [newCookieValue(), newCookieValue()];
  await database.prisma.staff.create({
    data: { id: staffId, staffNumber: 'R1', displayName: 'Reviewer', passwordHash: 'none', roles: ['reviewer'], skills: [] },
  });
  await database.prisma.staffSession.create({
    data: { cookieHash: cookieHash(value), staffId, csrfToken: csrf, createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
  });
  const port = await freePort();
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: server.url, PORT: String(port), GUICHET_DATA: dataDir, LOG_LEVEL: 'info' };
  const start = async () => {
    const counter = await new CounterProcess(env).ready();
    cleanups.push(() => counter.kill());
    return counter;
  };
  let counter = await start();
  const sale = await seedComposable(database, dataDir, { serviceTypeId: bank.loans, staffId: staffId as StaffId }, DURATION_MS);
  const request = async (layout: string) => {
    const response = await fetch(`${counter.url}/v1/recordings/${sale.recordingId}/compositions`, {
      method: 'POST',
      headers: { cookie: `guichet_staff=${value}`, [CSRF_HEADER]: csrf, origin: counter.url, 'content-type': 'application/json' },
      body: JSON.stringify({ layout, language: 'en' }),
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return ((await response.json()) as { compositionId: string }).compositionId;
  };
  const row = (id: string) => database.prisma.composition.findUniqueOrThrow({ where: { id } });
  return {
    ...{ database, dataDir, sale, request, row },
    folder: join(dataDir, 'composites', sale.recordingId),
    restart: async () => {
      await counter.kill();
      counter = await start();
    },
    kill: () => counter.kill(),
  };
}

describe('a counter that is killed while it composes', () => {
  it('shows no half file, and the next one makes it without being asked', async () => {
    const { request, row, folder, kill, restart } = await prepare();
    const id = await request('side-by-side');
    await eventually(async () => (await row(id)).progress > 0.2, 120_000);
    await kill();
    expect((await row(id)).status).toBe('running');
    expect(existsSync(join(folder, `${id}.mp4`))).toBe(false);
    await restart();
    await eventually(async () => (await row(id)).status === 'ready', 180_000);
    expect(readdirSync(folder)).toEqual([`${id}.mp4`]);
  });
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
describe.skipIf(!canMount)('a disk that is full while composing (needs root to mount a small tmpfs)', () => {
  it('is said, and what was asked for is made once there is room again', async () => {
    const { request, row, folder, dataDir } = await prepare();
    const disk = join(dataDir, 'composites');
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    cleanups.push(() => execFileSync('umount', [disk]));
    const id = await request('side-by-side');
    await eventually(async () => (await row(id)).trouble === 'disk_low', 60_000);
    expect(await row(id)).toMatchObject({ status: 'waiting', file: null });
    execFileSync('mount', ['-o', 'remount,size=400m', disk]);
    await eventually(async () => (await row(id)).status === 'ready', 180_000);
    expect(readdirSync(folder)).toEqual([`${id}.mp4`]);
  });
});

describe('a copy of the recording that was lost', () => {
  it('is missed, said so, and not made up', async () => {
    const { database, request, row, dataDir, sale } = await prepare();
    rmSync(join(dataDir, 'media', sale.recordingId), { recursive: true, force: true });
    const id = await request('side-by-side');
    await eventually(async () => (await row(id)).trouble === 'recording_missing', 60_000);
    expect(await row(id)).toMatchObject({ status: 'waiting', file: null });
    expect(await database.prisma.sessionEvent.count({ where: { sessionId: sale.sessionId, type: 'recording.composed' } })).toBe(0);
  });
});
