import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalObjectStore, scrubStore } from '@guichet/recording';
import { S3ObjectStore, type S3Settings } from '@guichet/recording/s3';
import { CephGateway, hasCeph } from '@guichet/recording/testing/ceph';
import { afterEach, describe, expect, it } from 'vitest';
import { KeptHouse, type KeptSession } from '../testing/kept-house.ts';
import { createTestStaff } from '../testing/test-bank.ts';

const MAIN = join(import.meta.dirname, '..', 'testing', 'work-kept-main.ts');
const SESSIONS = 5;
const CHUNKS = 10;
const MOST_KILLS = 8;
const LEFT_ALONE_MS = 180_000;
const YEARS = 365;
const deadline = { timeout: 120_000, interval: 250 };
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const hasS3 = await hasCeph();

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newHouse(): Promise<KeptHouse> {
  const house = await KeptHouse.create();
  cleanups.push(() => house.close());
  return house;
}

/**
 * Kills whatever works, again and again, until all is done; answers how often. What was killed often is tried again later and later: after `MOST_KILLS` it is
 * left alone. The archive is a folder, or the bucket that is told.
 */
async function killUntil(house: KeptHouse, done: () => Promise<boolean>, bucket: S3Settings | null = null): Promise<number> {
  let [state, kills] = [seed >>> 0, 0];
  for (let round = 0; round <= MOST_KILLS && !(await done()); round++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const child = spawn(process.execPath, [MAIN, house.place.databaseUrl, house.place.folder, JSON.stringify(bucket)], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // Of a later kill a little later: so that something gets done.
    const workMs = round === MOST_KILLS ? LEFT_ALONE_MS : 1_500 + (state % 2_500) + round * 400;
    const until = performance.now() + workMs;
    while (performance.now() < until && !(await done())) await delay(100);
    if (!(await done())) kills += 1;
    child.kill('SIGKILL');
    await ended;
  }
  return kills;
}

const recordingsOf = async (house: KeptHouse) => house.database.prisma.recording.findMany({ orderBy: { id: 'asc' } });

describe('killed at any moment', () => {
  it('an upload goes on where it stopped, a scrub finds what there is once, a deletion ends with one certificate', async () => {
    console.info(`killed stores: seed ${seed}`);
    const house = await newHouse();
    const parts = await house.open();
    // Makes the queues and looks after jobs whose worker is gone; works off none.
    await parts.jobs.start();
    cleanups.push(() => parts.jobs.stop());
    const sessions: KeptSession[] = [];
    for (let count = 0; count < SESSIONS; count++)
      sessions.push(await house.recorded(parts, { daysAgo: 7 * YEARS, chunks: CHUNKS, flow: null }));
    const { prisma } = house.database;

    // Held: or what is due would be deleted while it is uploaded.
    for (const { sessionId, recordingId } of sessions)
      await prisma.legalHold.create({
        data: { id: `hold-${recordingId}`, sessionId, recordingId, reason: 'x', placedBy: 'a', placedAt: new Date() },
      });
    for (const { recordingId } of sessions) await enqueueArchive(parts, house, recordingId);
    const uploads = await killUntil(house, async () => (await recordingsOf(house)).every(({ archivedAt }) => archivedAt !== null));
    expect((await recordingsOf(house)).every(({ archivedAt }) => archivedAt !== null)).toBe(true);
    const archive = new LocalObjectStore(house.folderOf('archive'));
    const report = await scrubStore(archive);
    expect(report).toMatchObject({ recordings: SESSIONS, objects: SESSIONS * (CHUNKS + 1), damaged: [], incomplete: [] });
    for (const { recordingId, dataKey } of sessions) {
      const types = (await parts.core.log.read((await sessionOf(house, recordingId)) as never)).map(({ type }) => type);
      expect(types.filter((type) => type === 'recording.archived')).toHaveLength(1);
      const epoch = JSON.parse((await parts.chunks.read(`${recordingId}/epoch-000001.json`, 1 << 16)).toString()) as { wrappedKey: string };
      expect(Buffer.from(await parts.unwrap(epoch.wrappedKey))).toEqual(dataKey);
    }

    // A new master key wraps what the old one did, however often that is broken off.
    const before = parts.masterKeys.activeKeyId;
    const activeKeyId = await parts.masterKeys.rotate(house.now);
    expect(activeKeyId).not.toBe(before);
    const isWrappedAnew = async () => (await prisma.recordingKey.count({ where: { masterKeyId: { not: activeKeyId } } })) === 0;
    const wraps = await killUntil(house, isWrappedAnew);
    expect(await isWrappedAnew()).toBe(true);
    for (const { recordingId, dataKey } of sessions) {
      const epoch = JSON.parse((await parts.chunks.read(`${recordingId}/epoch-000001.json`, 1 << 16)).toString()) as { wrappedKey: string };
      expect(Buffer.from(await parts.unwrap(epoch.wrappedKey))).toEqual(dataKey);
    }

    const [victim] = sessions;
    if (victim === undefined) throw new Error('No session');
    await house.damage({ recordingId: victim.recordingId, object: '000007.chunk', atByte: 40_000 });
    const scrubbedFrom = new Date();
    await house.database.transaction((tx) => parts.jobs.enqueue(tx, 'store.scrub', { before: scrubbedFrom.getTime() }, { key: 'all' }));
    const scrubs = await killUntil(
      house,
      async () => (await prisma.storedObject.count({ where: { checkedAt: { lt: scrubbedFrom } } })) === 0,
    );
    expect(await prisma.storeAlarm.findMany({ select: { object: true, fromByte: true, toByte: true } })).toEqual([
      { object: '000007.chunk', fromByte: 32_768, toByte: 65_536 },
    ]);

    for (const { recordingId } of sessions) {
      await prisma.legalHold.update({
        where: { id: `hold-${recordingId}` },
        data: { releaseRequestedBy: 'a', releaseRequestedAt: new Date() },
      });
      await prisma.legalHold.update({ where: { id: `hold-${recordingId}` }, data: { releasedBy: 'b', releasedAt: new Date() } });
    }
    const isDone = async () => (await prisma.deletion.count({ where: { state: 'done' } })) === SESSIONS;
    const deletions = await killUntil(house, isDone);
    console.info(
      `killed stores: ${uploads} kills while uploading, ${wraps} while wrapping anew, ${scrubs} while scrubbing, ${deletions} while deleting`,
    );
    expect(await isDone()).toBe(true);
    expect((await readdir(house.folderOf('archive'))).filter((name) => name.startsWith('rec_'))).toEqual([]);
    for (const { sessionId } of sessions) {
      const types = (await parts.core.log.read(sessionId)).map(({ type }) => type);
      for (const once of ['retention.settled', 'recording.key_destroyed', 'recording.deleted', 'session.erased'])
        expect(types.filter((type) => type === once)).toHaveLength(1);
      expect((await parts.core.log.verify(sessionId)).ok).toBe(true);
    }
    expect(await prisma.auditEvent.count({ where: { action: 'deletion.done' } })).toBe(SESSIONS);
  }, 900_000);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('on a disk that is full', () => {
  it('an upload waits, what is there stays whole, and it goes on by itself once there is room', async () => {
    const house = await newHouse();
    const folder = house.folderOf('archive');
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    cleanups.push(() => execFileSync('umount', [folder]));
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(800_000));
    const parts = await house.open();
    await parts.jobs.start();
    cleanups.push(() => parts.jobs.stop());
    const kept = await house.recorded(parts, { chunks: 6 });
    await parts.kept.start();
    await enqueueArchive(parts, house, kept.recordingId);
    const stored = () => house.database.prisma.storedObject.count({ where: { recordingId: kept.recordingId } });
    await expect.poll(stored, deadline).toBeGreaterThan(1);
    await expect.poll(async () => queueOf(house), deadline).toMatchObject({ failedOnce: true });
    const waiting = await call(parts)['store.status']({ params: undefined, query: undefined, body: undefined }, {} as never);
    expect(waiting.recordings).toMatchObject({ archived: 0, waiting: 1 });
    expect(await house.landing().list(kept.recordingId)).toHaveLength(8);
    expect((await scrubStore(new LocalObjectStore(folder))).damaged).toEqual([]);
    rmSync(ballast);
    await expect.poll(async () => (await recordingsOf(house))[0]?.archivedAt, deadline).not.toBeNull();
    expect(await scrubStore(new LocalObjectStore(folder))).toMatchObject({ objects: 7, damaged: [], incomplete: [] });
  }, 300_000);
});

describe.skipIf(!hasS3)('on a real S3 server', () => {
  it('whoever works is killed at any moment: every object is uploaded once and stays locked, and a hold reaches all of them', async () => {
    const ceph = await CephGateway.start();
    cleanups.push(() => ceph.close());
    const bucket = await ceph.bucket();
    const archive = new S3ObjectStore(bucket);
    cleanups.push(() => archive.close());
    const house = await newHouse();
    const parts = await house.open({ archive });
    await parts.jobs.start();
    cleanups.push(() => parts.jobs.stop());
    const sessions: KeptSession[] = [];
    for (let count = 0; count < SESSIONS; count++) sessions.push(await house.recorded(parts, { chunks: CHUNKS }));
    for (const { recordingId } of sessions) await enqueueArchive(parts, house, recordingId);
    const { prisma } = house.database;
    const isArchived = async () => (await recordingsOf(house)).every(({ archivedAt }) => archivedAt !== null);
    const uploads = await killUntil(house, isArchived, bucket);
    expect(await isArchived()).toBe(true);
    const report = await scrubStore(archive);
    expect(report).toMatchObject({ recordings: SESSIONS, objects: SESSIONS * (CHUNKS + 1), damaged: [], incomplete: [] });

    const staffId = await createTestStaff(house.database, { roles: ['admin'] });
    const placing = { query: undefined, body: { reason: 'Letter of the court' } };
    for (const { recordingId } of sessions) await call(parts)['holds.place']({ params: { recordingId }, ...placing }, asStaff(staffId));
    const isHeld = async () => (await prisma.storedObject.count({ where: { held: false } })) === 0;
    const holds = await killUntil(house, isHeld, bucket);
    console.info(`killed S3 stores: ${uploads} kills while uploading, ${holds} while holding`);
    expect(await isHeld()).toBe(true);
    for (const { recordingId, sha256 } of await prisma.storedObject.findMany({ where: { name: '000001.chunk' } }))
      expect(await archive.remove({ recordingId: recordingId as KeptSession['recordingId'], sha256 })).toBe('locked');
  }, 600_000);

  it('that is away for a while, uploads wait, are seen to wait, and go on by themselves; the store itself holds what is held', async () => {
    const ceph = await CephGateway.start();
    cleanups.push(() => ceph.close());
    const archive = new S3ObjectStore(await ceph.bucket());
    const house = await newHouse();
    const parts = await house.open({ archive, keepLandedMs: 0 });
    await parts.jobs.start();
    cleanups.push(() => parts.jobs.stop());
    await parts.kept.start();
    const first = await house.recorded(parts, { chunks: 3 });
    await enqueueArchive(parts, house, first.recordingId);
    const { prisma } = house.database;
    const archivedOf = async ({ recordingId }: KeptSession) =>
      (await prisma.recording.findUniqueOrThrow({ where: { id: recordingId } })).archivedAt;
    await expect.poll(() => archivedOf(first), deadline).not.toBeNull();

    await ceph.stopGateway();
    const second = await house.recorded(parts, { chunks: 3 });
    await enqueueArchive(parts, house, second.recordingId);
    await expect.poll(async () => queueOf(house), deadline).toMatchObject({ failedOnce: true });
    expect(await archivedOf(second)).toBeNull();
    expect(
      (await call(parts)['store.status']({ params: undefined, query: undefined, body: undefined }, {} as never)).recordings.waiting,
    ).toBe(1);
    expect(await house.landing().list(second.recordingId)).toHaveLength(5);
    await ceph.startGateway();
    await expect.poll(() => archivedOf(second), deadline).not.toBeNull();
    expect((await scrubStore(archive)).damaged).toEqual([]);

    // Nobody has said when the product ends: locked a year ahead by the store itself, whoever asks.
    const object = await prisma.storedObject.findFirstOrThrow({ where: { recordingId: second.recordingId } });
    expect(object.lockedUntil?.getTime()).toBeGreaterThan(Date.now() + 300 * 86_400_000);
    expect(await archive.remove({ recordingId: second.recordingId, sha256: object.sha256 })).toBe('locked');
    expect(await archive.read({ recordingId: second.recordingId, sha256: object.sha256 })).not.toBeNull();
    archive.close();
  }, 400_000);
});

async function enqueueArchive(parts: Awaited<ReturnType<KeptHouse['open']>>, house: KeptHouse, recordingId: KeptSession['recordingId']) {
  await house.database.transaction((tx) => parts.jobs.enqueue(tx, 'recording.archive', { recordingId }, { key: recordingId }));
}

const asStaff = (staffId: string) => ({ staff: { staffId, roles: ['admin'], language: 'en' }, roles: ['admin'] }) as never;
const call = (parts: Awaited<ReturnType<KeptHouse['open']>>) => parts.kept.handlers;

async function sessionOf(house: KeptHouse, recordingId: string): Promise<string> {
  return (await house.database.prisma.recording.findUniqueOrThrow({ where: { id: recordingId } })).sessionId;
}

/** Whether an attempt at an upload has failed and another one is to follow. */
async function queueOf(house: KeptHouse): Promise<{ readonly failedOnce: boolean }> {
  const [row] = await house.database.prisma.$queryRaw<{ count: number }[]>`select count(*)::int as "count" from pgboss.job
    where name = 'recording.archive' and retry_count > 0`;
  return { failedOnce: (row?.count ?? 0) > 0 };
}
