import { newId } from '@guichet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { createLog } from '../log.ts';
import { eventually } from '../testing/eventually.ts';
import { JobQueue } from './job-queue.ts';

let server: TestDatabase;
let database: Database;
const queues: JobQueue[] = [];

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
});
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.stop();
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

async function startQueue(): Promise<JobQueue> {
  const queue = new JobQueue({ databaseUrl: server.url, log: createLog('silent') });
  queues.push(queue);
  await queue.start();
  return queue;
}

const jobRows = () =>
  database.prisma.$queryRaw<
    { name: string; state: string; data: unknown; output: unknown }[]
  >`select name, state::text, data, output from pgboss.job order by created_on`;

describe('jobs', () => {
  it('are queued exactly if the transaction commits', async () => {
    const queue = await startQueue();
    const kept = newId('rec');
    await expect(
      database.transaction(async (tx) => {
        await queue.enqueue(tx, 'recording.mux', { recordingId: newId('rec') });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow();
    await database.transaction((tx) => queue.enqueue(tx, 'recording.mux', { recordingId: kept }, { key: kept }));

    const seen: string[] = [];
    await queue.work('recording.mux', async ({ recordingId }) => void seen.push(recordingId));
    await eventually(() => seen.length > 0);
    expect(seen).toEqual([kept]);
  });

  it('of one key are one job, however often they are asked for', async () => {
    const queue = await startQueue();
    const recordingId = newId('rec');
    for (let count = 0; count < 3; count++)
      await database.transaction((tx) => queue.enqueue(tx, 'recording.mux', { recordingId }, { key: recordingId }));
    const rows = (await jobRows()).filter(({ data }) => (data as { recordingId: string }).recordingId === recordingId);
    expect(rows).toHaveLength(1);
  });

  it('survive the end of the counter that queued them, and are tried again when they fail', async () => {
    const first = await startQueue();
    const webhookId = 'msg_test';
    const data = {
      webhookId,
      apiClientId: newId('api'),
      message: { type: 'session.ended' as const, sessionId: newId('ses'), at: 1, reason: 'completed' as const },
    };
    await database.transaction((tx) => first.enqueue(tx, 'webhook.deliver', data));
    await first.stop();

    const second = await startQueue();
    const tries: number[] = [];
    await second.work('webhook.deliver', async (job, run) => {
      expect(job).toEqual(data);
      tries.push(run.retryCount);
      if (tries.length === 1) throw new Error('MARKED-VALUE of somebody');
    });
    await eventually(() => tries.length >= 2, 30_000);
    expect(tries.slice(0, 2)).toEqual([0, 1]);
    expect(JSON.stringify(await jobRows())).not.toContain('MARKED-VALUE');
  });

  it('say that they cannot be reached', async () => {
    const queue = await startQueue();
    await expect(queue.check()).resolves.toBeUndefined();
    await queue.stop();
    await expect(queue.check()).rejects.toThrow();
  });
});
