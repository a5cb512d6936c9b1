import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDataKey } from '../keys/data-key.ts';
import { eventually } from '../testing/eventually.ts';
import { killMoments, MortalCounter } from '../testing/mortal-counter.ts';
import { recordLive } from '../testing/seeded/live-recording.ts';
import { seedSale } from '../testing/seeded/seeded-sale.ts';
import { createTestStaff } from '../testing/test-bank.ts';
import { MKV_NAME } from './mux-report.ts';

const MOST_KILLS = 8;
const LENGTH_MS = 240_000;
const ONCE = ['recording.muxed', 'inspection.completed', 'recording.archived'];
/** What is done for a recording once its node has closed it. */
const JOBS = ['recording.mux', 'recording.material', 'recording.inspect', 'recording.archive', 'search.index'];
/** Those that last long enough to be met at work each time. */
const ALWAYS_MET = ['recording.mux', 'recording.material'];

let counter: MortalCounter;
beforeAll(async () => {
  counter = await MortalCounter.create();
}, 120_000);
afterAll(() => counter?.end());

it('a recording whose muxing is killed at any moment is made once in the end, whole, and so is everything that follows from it', async () => {
  const { database, dataDir, bank } = counter;
  const { prisma } = database;
  const moment = killMoments('killed muxing');
  const [dataKey, nodeId] = [await loadDataKey(join(dataDir, 'keys', 'data.key')), newId('nod')];
  const staffId = await createTestStaff(database, { roles: ['agent'] });
  const openedAt = Date.now() - 2 * LENGTH_MS;
  const sale = await seedSale(database, dataKey, { serviceTypeId: bank.loans, staffId, nodeId, openedAt, lengthMs: LENGTH_MS });
  const { sessionId, recordingId } = sale;
  const live = await recordLive(counter, sale, nodeId);
  const told = async (type: string): Promise<number> => prisma.sessionEvent.count({ where: { sessionId, type } });
  // The story of the sale has ended once already; what is counted is what comes of the recording now.
  const before = await Promise.all(ONCE.map(told));
  await live.hangUp();
  live.close();
  const row = () => prisma.recording.findUniqueOrThrow({ where: { id: recordingId } });
  const atWork = async (): Promise<readonly string[]> => {
    const rows = await prisma.$queryRaw<{ name: string }[]>`select distinct name from pgboss.job where state = 'active'`;
    return rows.map(({ name }) => name).filter((name) => JOBS.includes(name));
  };
  const isDone = async (): Promise<boolean> => {
    const material = await prisma.replayMaterial.findUnique({ where: { recordingId } });
    return material?.status === 'ready' && (await row()).archivedAt !== null;
  };
  const killed = new Set<string>();
  for (let kills = 0; kills < MOST_KILLS && killed.size < JOBS.length && !(await isDone()); kills++) {
    // What was killed is at work by its row until it is missed; whatever is new at work is killed next.
    await eventually(async () => (await atWork()).some((name) => !killed.has(name)) || (await isDone()), 120_000);
    await delay(moment(400));
    await counter.kill();
    for (const name of await atWork()) killed.add(name);
    expect(['stopped', 'muxing', 'ready']).toContain((await row()).status);
    await counter.start();
  }
  console.info(`killed at work: ${[...killed].join(', ')}`);
  expect([...killed]).toEqual(expect.arrayContaining(ALWAYS_MET));
  await eventually(async () => (await row()).status === 'ready', 200_000);
  await eventually(() => prisma.inspection.findFirst({ where: { recordingId } }), 100_000);
  await eventually(async () => (await row()).archivedAt, 100_000);
  await eventually(async () => (await prisma.replayMaterial.findUnique({ where: { recordingId } }))?.status === 'ready', 100_000);

  expect(await Promise.all(ONCE.map(told))).toEqual(before.map((count) => count + 1));
  await eventually(async () => {
    const entry = await prisma.searchEntry.findUnique({ where: { sessionId } });
    return entry?.recordingStatus === 'ready';
  }, 100_000);
  const contents = await prisma.recordingContents.findUniqueOrThrow({ where: { recordingId } });
  const bytes = await readFile(join(dataDir, 'media', recordingId, MKV_NAME));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe((contents.media as { sha256: string }).sha256);
}, 600_000);
