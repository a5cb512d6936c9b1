import { createSecretKey, randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallId, newId, type NodeId, type NodeReport, type RecordingId, type SessionId } from '@guichet/protocol';
import { LocalFolderStore, unwrapWith } from '@guichet/recording';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testKeys, writeJournal, type WrittenRecord } from '../../../../packages/recording/src/testing/journal-kit.ts';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { JobQueue, type JobRun } from '../jobs/job-queue.ts';
import { createLog } from '../log.ts';
import { ConnectedNodes } from '../nodes/connected-nodes.ts';
import type { Core } from '../sessions/core.ts';
import { createCore } from '../sessions/create-core.ts';
import { createTestBank, type TestBank } from '../testing/test-bank.ts';
import { muxJob } from './mux-job.ts';
import { RecordingFiles } from './recording-files.ts';
import { RecordingReconciler } from './recording-reconciler.ts';
import { Recordings } from './recordings.ts';

let server: TestDatabase;
let database: Database;
let bank: TestBank;
let core: Core;
let jobs: JobQueue;
let recordings: Recordings;
let folder: string;
let now = Date.UTC(2026, 10, 22);
let numbers = 0;
const log = createLog('silent');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-recordings-'));
  server = await createTestDatabase();
  database = new Database(server.url);
  bank = await createTestBank(database);
  core = createCore({ database, dataKey: createSecretKey(randomBytes(32)), logger: log, clock: () => now });
  // Nobody works on it here: what is queued is read from its table.
  jobs = new JobQueue({ databaseUrl: server.url, log });
  await jobs.start();
  recordings = new Recordings({ database, sessionLog: core.log, changes: core.changes, jobs, clock: () => now, log });
});
afterAll(async () => {
  await jobs.stop();
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  now += 60_000;
});

interface Live {
  readonly sessionId: SessionId;
  readonly recordingId: RecordingId;
  readonly nodeId: NodeId;
  readonly roomId: ReturnType<typeof newId<'rom'>>;
  readonly callId: CallId;
}

/** A session in a call whose recording has begun. */
async function begin(recordingId: RecordingId = newId('rec'), nodeId: NodeId = newId('nod')): Promise<Live> {
  const live = { sessionId: newId('ses'), recordingId, nodeId, roomId: newId('rom'), callId: newId('cal') };
  numbers += 1;
  await database.transaction(async (tx) => {
    await tx.session.create({
      data: {
        id: live.sessionId,
        number: `S-${numbers}`,
        openedOn: '2026-11-22',
        status: 'opened',
        language: 'en',
        serviceTypeId: bank.loans,
        openedAt: new Date(now),
        expiresAt: new Date(now),
      },
    });
    await tx.call.create({
      data: {
        id: live.callId,
        sessionId: live.sessionId,
        nodeId,
        roomId: live.roomId,
        recordingId,
        status: 'live',
        startedAt: new Date(now),
      },
    });
    await recordings.begin(tx, live);
  });
  return live;
}

const row = (id: RecordingId) => database.prisma.recording.findUniqueOrThrow({ where: { id } });
const eventsOf = async (sessionId: SessionId): Promise<string[]> => (await core.log.read(sessionId)).map(({ type }) => type);
const queued = async (recordingId: RecordingId): Promise<number> =>
  Number(
    (
      await database.prisma.$queryRaw<
        { n: bigint }[]
      >`select count(*) as n from pgboss.job where name = 'recording.mux' and data->>'recordingId' = ${recordingId} and state = 'created'`
    )[0]?.n,
  );

const about = ({ roomId, recordingId }: Live) => ({ at: now, roomId, recordingId });
const chunk = (live: Live, seq: number): NodeReport => ({
  type: 'recording.chunk_closed',
  ...about(live),
  seq,
  sizeBytes: 1_000,
  hash: '0'.repeat(64),
  head: String(seq).padStart(64, '0'),
  signature: 'A'.repeat(86),
});
const closed = (live: Live, complete = true): NodeReport => ({
  type: 'recording.closed',
  ...about(live),
  chunks: complete ? 3 : 0,
  sizeBytes: complete ? 3_000 : 0,
  head: complete ? 'f'.repeat(64) : null,
  complete,
});
const take = (live: Live, report: NodeReport, id = newId('rpt'), nodeId = live.nodeId) => recordings.take(nodeId, id, report);

describe('what a node reports of a recording', () => {
  it('counts once, however often it is sent', async () => {
    const live = await begin();
    const id = newId('rpt');
    for (let count = 0; count < 3; count++) await take(live, chunk(live, 1), id);
    expect(await row(live.recordingId)).toMatchObject({ chunks: 1, sizeBytes: 1_000n });
    expect((await eventsOf(live.sessionId)).filter((type) => type === 'recording.chunk_closed')).toHaveLength(1);
  });

  it('has no effect on a recording of another node', async () => {
    const live = await begin();
    await take(live, closed(live), newId('rpt'), newId('nod'));
    await take(live, chunk(live, 1), newId('rpt'), newId('nod'));
    expect(await row(live.recordingId)).toMatchObject({ status: 'starting', chunks: 0, stoppedAt: null });
    expect(await eventsOf(live.sessionId)).toEqual(['recording.started']);
  });

  it('becomes state and event together, or neither', async () => {
    const live = await begin();
    const id = newId('rpt');
    const refusing = core.log.onAppended.bind(core.log);
    let refuse = true;
    refusing(async (_tx, event) => {
      if (refuse && event.sessionId === live.sessionId && event.type === 'recording.confirmed') throw new Error('not now');
    });
    const confirmed: NodeReport = { type: 'recording.status', ...about(live), status: 'recording', trouble: null, lastWrittenAtMs: now };
    await expect(take(live, confirmed, id)).rejects.toThrow();
    expect(await row(live.recordingId)).toMatchObject({ status: 'starting', confirmedAt: null });
    refuse = false;
    await take(live, confirmed, id);
    expect(await row(live.recordingId)).toMatchObject({ status: 'recording', confirmedAt: new Date(now) });
  });

  it('of gaps is kept with the recording, of its end queues the muxing in the same moment', async () => {
    const live = await begin();
    await take(live, { type: 'recording.gap', ...about(live), trackId: null, fromMs: now, toMs: now + 900, trouble: 'recorder_away' });
    expect(await queued(live.recordingId)).toBe(0);
    await take(live, closed(live));
    expect(await row(live.recordingId)).toMatchObject({
      status: 'stopped',
      chunks: 3,
      head: 'f'.repeat(64),
      gaps: [{ fromMs: now, toMs: now + 900, trouble: 'recorder_away' }],
    });
    expect(await queued(live.recordingId)).toBe(1);
  });

  it('that it could not close keeps what was known of it', async () => {
    const live = await begin();
    await take(live, chunk(live, 1));
    await take(live, closed(live, false));
    expect(await row(live.recordingId)).toMatchObject({ status: 'stopped', trouble: 'recorder_away', chunks: 1, sizeBytes: 1_000n });
  });
});

describe('the reconciler', () => {
  const reconcile = () =>
    new RecordingReconciler({ database, recordings, connected: new ConnectedNodes(), clock: () => now, log }).reconcile();

  it('closes in the place of a node that is gone for good, but waits for one that may come back', async () => {
    const live = await begin();
    await database.prisma.call.update({ where: { id: live.callId }, data: { status: 'ended', endedAt: new Date(now) } });
    now += 14 * 60_000;
    await reconcile();
    expect(await row(live.recordingId)).toMatchObject({ stoppedAt: null });
    now += 2 * 60_000;
    await reconcile();
    expect(await row(live.recordingId)).toMatchObject({ status: 'stopped', trouble: 'node_away' });
    expect(await queued(live.recordingId)).toBe(1);
  });

  it('closes the recording that a moved call has left behind', async () => {
    const live = await begin();
    const next = newId('rec');
    await database.transaction(async (tx) => {
      await tx.call.update({ where: { id: live.callId }, data: { recordingId: next } });
      await recordings.begin(tx, { ...live, recordingId: next, nodeId: newId('nod') });
    });
    now += 16 * 60_000;
    await reconcile();
    expect((await row(live.recordingId)).stoppedAt).not.toBeNull();
    expect((await row(next)).stoppedAt).toBeNull();
  });

  it('queues again what was being muxed when the counter was killed, and leaves alone what is live', async () => {
    const [lost, live] = [await begin(), await begin()];
    await take(lost, closed(lost));
    await recordings.muxStarted(lost.recordingId);
    await database.prisma.$executeRaw`delete from pgboss.job where data->>'recordingId' = ${lost.recordingId}`;
    await reconcile();
    await reconcile();
    expect(await queued(lost.recordingId)).toBe(1);
    expect(await queued(live.recordingId)).toBe(0);
  });
});

describe('the muxing', () => {
  const keys = testKeys();
  const storeDir = (): string => join(folder, 'store');
  const run = (facts: Partial<JobRun> = {}): JobRun => ({ retryCount: 0, last: false, signal: new AbortController().signal, ...facts });
  const job = (unwrapKey = keys.unwrapKey) =>
    muxJob({
      database,
      recordings,
      log,
      clock: () => now,
      files: new RecordingFiles({ mediaDir: join(folder, 'media'), store: new LocalFolderStore(storeDir()), unwrapKey }),
    });
  const nothing: WrittenRecord[] = [{ type: 1, trackIndex: 0, bytes: Buffer.alloc(20), afterMs: 20 } as WrittenRecord];

  /** A recording that has ended, with a journal in the store in which nothing can be played. */
  async function ended({ missing = 0 } = {}): Promise<Live> {
    const { recordingId, dir, seals } = await writeJournal(folder, keys, nothing);
    await cp(dir, join(storeDir(), recordingId), { recursive: true });
    const live = await begin(recordingId);
    await take(live, { ...closed(live), chunks: seals.length + missing } as NodeReport);
    return live;
  }

  it('gives up a recording into which nothing was recorded, and says so', async () => {
    const live = await begin();
    await take(live, closed(live, false));
    await job()({ recordingId: live.recordingId }, run());
    expect(await row(live.recordingId)).toMatchObject({ status: 'failed', failure: 'nothing_recorded' });
    expect((await eventsOf(live.sessionId)).at(-1)).toBe('recording.failed');
  });

  it('waits for chunks that are on their way, then takes what is there', async () => {
    const live = await begin();
    await take(live, closed(live));
    await expect(job()({ recordingId: live.recordingId }, run())).rejects.toThrow(expect.objectContaining({ code: 'recording_not_ready' }));
    expect(await row(live.recordingId)).toMatchObject({ status: 'stopped' });
    now += 6 * 3_600_000 + 1;
    await job()({ recordingId: live.recordingId }, run({ last: true }));
    expect(await row(live.recordingId)).toMatchObject({ status: 'failed', failure: 'mux_failed' });
  });

  it('waits less for the chunks of a node that did not come back', async () => {
    const live = await ended({ missing: 1 });
    await database.prisma.recording.update({ where: { id: live.recordingId }, data: { trouble: 'node_away' } });
    await expect(job()({ recordingId: live.recordingId }, run())).rejects.toThrow(expect.objectContaining({ code: 'recording_not_ready' }));
    now += 10 * 60_000 + 1;
    await job()({ recordingId: live.recordingId }, run());
    expect(await row(live.recordingId)).toMatchObject({ status: 'failed', failure: 'nothing_playable' });
  });

  it('tells that nothing can be played, and that the key opens nothing, without trying again and again', async () => {
    const unplayable = await ended();
    await job()({ recordingId: unplayable.recordingId }, run());
    expect(await row(unplayable.recordingId)).toMatchObject({ status: 'failed', failure: 'nothing_playable' });

    const foreign = await ended();
    await job(unwrapWith(testKeys().privateJwk))({ recordingId: foreign.recordingId }, run());
    expect(await row(foreign.recordingId)).toMatchObject({ status: 'failed', failure: 'key_opens_nothing' });
  });

  it('leaves a failure of the moment to the next attempt', async () => {
    const live = await ended();
    const blocked = muxJob({
      database,
      recordings,
      log,
      clock: () => now,
      files: new RecordingFiles({
        mediaDir: join(folder, 'blocked', 'media'),
        store: new LocalFolderStore(storeDir()),
        unwrapKey: keys.unwrapKey,
      }),
    });
    await writeFile(join(folder, 'blocked'), 'a file where a folder should be');
    await expect(blocked({ recordingId: live.recordingId }, run())).rejects.toThrow();
    expect(await row(live.recordingId)).toMatchObject({ status: 'muxing', failure: null });
    await expect(blocked({ recordingId: live.recordingId }, run({ last: true }))).resolves.toBeUndefined();
    expect(await row(live.recordingId)).toMatchObject({ status: 'failed', failure: 'mux_failed' });
  });

  it('changes nothing about a recording that is done', async () => {
    const live = await ended();
    await job()({ recordingId: live.recordingId }, run());
    const before = await row(live.recordingId);
    await job()({ recordingId: live.recordingId }, run());
    expect(await row(live.recordingId)).toEqual(before);
  });
});
