import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, nodeKeyId } from '@guichet/evidence';
import { newId, type NodeKey, type RecordingId, type SessionId } from '@guichet/protocol';
import { LocalFolderStore } from '@guichet/recording';
import { shippedPacks, shippedRetentionPolicies } from '@guichet/rules';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { Database } from '../database/database.ts';
import { SessionDocuments } from '../documents/session-documents.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { createLog } from '../log.ts';
import { RecordingFiles } from '../recordings/recording-files.ts';
import { Retention } from '../retention/retention.ts';
import { createCore } from '../sessions/create-core.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { createTestBank } from '../testing/test-bank.ts';
import { HeadSigner } from './head-signer.ts';
import { loadInstitution } from './institution.ts';
import { SealLog } from './seal-log.ts';
import { Sealer } from './sealer.ts';
import { summaryFiles } from './summary-pdf.ts';

/** An hour of two parties: a chunk every second and a half. */
const CHUNKS = 2_400;
const dataKey = createSecretKey(randomBytes(32));
const hex = (): string => randomBytes(32).toString('hex');
let server: TestDatabase;
let database: Database;
let folder: string;
let jobs: JobQueue;

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  folder = await mkdtemp(join(tmpdir(), 'guichet-seal-hour-'));
  jobs = new JobQueue({ databaseUrl: server.url, log: createLog('silent') });
  await jobs.start();
});
afterAll(async () => {
  await jobs.stop();
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true, force: true });
});

it('an hour of two parties is sealed without reading one of its chunks: none of them is there to be read', async () => {
  const core = createCore({ database, dataKey, logger: createLog('silent') });
  const bank = await createTestBank(database);
  const [sessionId, recordingId, nodeId] = [newId('ses'), newId('rec'), newId('nod')];
  await seed(core, bank.loans, { sessionId, recordingId, nodeId });

  const files = new RecordingFiles({
    mediaDir: join(folder, 'media'),
    store: new LocalFolderStore(join(folder, 'store')),
    unwrapKey: () => Promise.reject(new Error('nothing is to be opened')),
  });
  const settings = {
    ...{ own: null, logOrigin: null, timeAuthorities: [] },
    ...{ madePath: join(folder, 'made.json'), logKeyPath: join(folder, 'log.json') },
  };
  const institution = await loadInstitution(settings, core.clock);
  const log = new SealLog({ database, signer: institution.log, clock: core.clock });
  const heads = new HeadSigner({ core, signer: institution.log, authority: 'local' });
  const sealer = new Sealer({
    ...{ core, institution, log, jobs, files, heads, dataKey },
    documents: new SessionDocuments(core, dataKey),
    packs: shippedPacks(),
    retention: new Retention({ core, jobs, policies: shippedRetentionPolicies() }),
    compositesFolder: join(folder, 'composites'),
    makers: [(facts) => summaryFiles(facts, { name: institution.signerName, demo: true })],
  });
  const startedAtMs = performance.now();
  await sealer.job({ sessionId }, { retryCount: 0, last: false, signal: new AbortController().signal });
  console.info(`an hour (${CHUNKS} chunks, ${CHUNKS + 1} events) was sealed in ${Math.round(performance.now() - startedAtMs)} ms`);

  const seal = await database.prisma.seal.findUniqueOrThrow({ where: { sessionId } });
  const manifest = JSON.parse(new TextDecoder().decode(seal.manifest ?? new Uint8Array())) as {
    files: readonly { path: string }[];
    recordings: readonly { chunks: number }[];
    retention: { policies: readonly { id: string }[] };
  };
  expect(seal.status).toBe('sealed');
  expect(manifest.retention.policies).toContainEqual(expect.objectContaining({ id: 'own-five-years', source: 'own', checked: true }));
  expect(manifest.recordings).toMatchObject([{ chunks: CHUNKS }]);
  expect(manifest.files.filter(({ path }) => path.endsWith('.chunk'))).toHaveLength(CHUNKS);
});

async function seed(
  core: ReturnType<typeof createCore>,
  serviceTypeId: string,
  { sessionId, recordingId, nodeId }: { sessionId: SessionId; recordingId: RecordingId; nodeId: string },
): Promise<void> {
  const now = new Date();
  const times = { openedAt: now, expiresAt: now, endedAt: now };
  await database.prisma.session.create({
    data: { id: sessionId, number: 'S-1', openedOn: '2026-11-22', status: 'ended', language: 'en', serviceTypeId, ...times },
  });
  const row = { id: recordingId, sessionId, callId: newId('cal'), nodeId, roomId: newId('rom') };
  await database.prisma.recording.create({ data: { ...row, status: 'ready', startedAt: now, chunks: CHUNKS, head: hex() } });
  const entries = Array.from(
    { length: CHUNKS },
    (_, at): LogEntry => ({
      actor: { kind: 'system' },
      type: 'recording.chunk_closed',
      payload: { recordingId, seq: at + 1, sizeBytes: 168_750, head: hex(), signature: 'A'.repeat(86) },
    }),
  );
  await database.transaction((tx) => core.log.appendMany(tx, sessionId, entries));
  const key: NodeKey = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) };
  const header = {
    ...{ format: 'guichet.journal/1', recordingId, createdAtMs: now.getTime() },
    wrap: { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'k', key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) } },
    node: { keyId: nodeKeyId(key), key },
  };
  await mkdir(join(folder, 'store', recordingId), { recursive: true });
  await writeFile(join(folder, 'store', recordingId, 'journal.json'), canonicalJson(header));
  const sums = (name: string, head: string | null) => ({ name, sizeBytes: 169_450, sha256: hex(), crc32: 1, head });
  const chunks = Array.from({ length: CHUNKS }, (_, at) => sums(`${String(at + 1).padStart(6, '0')}.chunk`, hex()));
  const media = { sizeBytes: 405_000_000, sha256: hex(), crc32: 2 };
  await database.prisma.recordingContents.create({
    data: { recordingId, journal: [sums('journal.json', null), ...chunks], media, readAt: now },
  });
  await database.prisma.seal.create({ data: { id: newId('sea'), sessionId, status: 'pending', createdAt: now } });
}
