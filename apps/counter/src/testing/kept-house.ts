import { createSecretKey, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClientId, newId, type RecordingId, type SessionId } from '@guichet/protocol';
import { LocalFolderStore, LocalObjectStore, type ObjectStore, unwrapWith } from '@guichet/recording';
import { CompactEncrypt, importJWK } from 'jose';
import { pino } from 'pino';
import { createTestDatabase } from '../../../../prisma/testing.ts';
import { ArchivedChunks } from '../archive/archived-chunks.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Database } from '../database/database.ts';
import { loadSeal } from '../documents/seal-key.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { MasterKeys } from '../keys/master-keys.ts';
import { loadRecordingKey } from '../recordings/recording-key.ts';
import { createRetention } from '../retention/create-retention.ts';
import { createCore } from '../sessions/create-core.ts';
import { SessionOpening } from '../sessions/session-opening.ts';
import { createTestBank } from './test-bank.ts';

const DAY_MS = 86_400_000;
const CHUNK_BYTES = 90_000;

export interface KeptSession {
  readonly sessionId: SessionId;
  readonly recordingId: RecordingId;
  readonly apiClientId: ApiClientId;
  /** As the recorder had it. */
  readonly dataKey: Buffer;
}

interface Place {
  readonly databaseUrl: string;
  readonly folder: string;
}

/** A bank with sessions that are over, an archive for their recordings, and what keeps and deletes them; its clock is told. */
export class KeptHouse {
  readonly place: Place;
  readonly database: Database;
  #aheadMs = 0;
  readonly #drop: () => Promise<void>;

  static async create(): Promise<KeptHouse> {
    const server = await createTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'guichet-kept-'));
    const house = new KeptHouse({ databaseUrl: server.url, folder }, async () => {
      await server.drop();
      await rm(folder, { recursive: true, force: true });
    });
    await createTestBank(house.database);
    return house;
  }

  /** The same house from another process, which only works there. */
  static at(place: Place): KeptHouse {
    return new KeptHouse(place, async () => undefined);
  }

  private constructor(place: Place, drop: () => Promise<void>) {
    this.place = place;
    this.#drop = drop;
    this.database = new Database(place.databaseUrl);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.#drop();
  }

  /** Unix ms: goes on, from wherever it is set. */
  get now(): number {
    return Date.now() + this.#aheadMs;
  }

  set now(atMs: number) {
    this.#aheadMs = atMs - Date.now();
  }

  landing = (): LocalFolderStore => new LocalFolderStore(join(this.place.folder, 'store'));
  folderOf = (...parts: readonly string[]): string => join(this.place.folder, ...parts);

  /** Its parts, put together as the counter does; nothing runs before `start`. */
  async open(options: { readonly archive?: ObjectStore; readonly keepLandedMs?: number } = {}) {
    const { folder, databaseUrl } = this.place;
    const clock = (): number => this.now;
    const log = pino({ level: 'silent' });
    const archive = options.archive ?? new LocalObjectStore(join(folder, 'archive'));
    const masterKeys = await MasterKeys.load(join(folder, 'keys', 'archive.keys'), clock());
    const recordingKey = await loadRecordingKey(join(folder, 'keys', 'recording.jwk'));
    const dataKeyPath = join(folder, 'keys', 'data.bin');
    await mkdir(join(folder, 'keys'), { recursive: true });
    const bytes = await readFile(dataKeyPath).catch(async () => {
      const made = randomBytes(32);
      await writeFile(dataKeyPath, made);
      return made;
    });
    const core = createCore({ database: this.database, dataKey: createSecretKey(bytes), logger: log, clock });
    const audit = new AuditTrail({ database: this.database, clock });
    const jobs = new JobQueue({ databaseUrl, log });
    const landing = this.landing();
    const kept = createRetention({
      ...{ core, audit, jobs, landing, archive, masterKeys, log },
      keepLandedMs: options.keepLandedMs ?? DAY_MS,
      madeFolders: [join(folder, 'media')],
      packagesFolder: join(folder, 'packages'),
      seal: await loadSeal({ own: null, madePath: join(folder, 'keys', 'seal.pem') }, clock),
    });
    const chunks = new ArchivedChunks({ database: this.database, landing, archive, masterKeys });
    const unwrap = unwrapWith({ ...recordingKey.privateKey });
    return { core, audit, jobs, archive, masterKeys, recordingKey, chunks, unwrap, kept };
  }

  /** A session that was recorded and ended so many days ago; its chunks were shipped. `flow` null: it ran none. */
  async recorded(
    { core, recordingKey }: Pick<Awaited<ReturnType<KeptHouse['open']>>, 'core' | 'recordingKey'>,
    {
      daysAgo = 0,
      chunks = 3,
      flow = 'wealth-sale',
    }: { readonly daysAgo?: number; readonly chunks?: number; readonly flow?: string | null } = {},
  ): Promise<KeptSession> {
    const aheadMs = this.#aheadMs;
    this.#aheadMs -= daysAgo * DAY_MS;
    const { prisma } = this.database;
    const [apiClientId, recordingId] = [newId('api'), newId('rec')];
    await prisma.apiClient.create({ data: { id: apiClientId, name: 'bank', keyHash: apiClientId } });
    const service = await prisma.serviceType.findFirstOrThrow({ where: { anonymous: false }, select: { id: true } });
    const customer = { name: '王小明', phone: '13800138000' };
    const opening = { serviceTypeId: service.id as never, language: 'zh-CN' as const, customer, apiClientId, reference: null };
    const { sessionId } = await new SessionOpening(core).openForBank(opening);
    if (flow !== null) {
      const { version } = await prisma.flowVersion.findFirstOrThrow({ where: { key: flow }, orderBy: { version: 'desc' } });
      const run = { id: newId('flr'), sessionId, key: flow, version, status: 'finished', lastSeq: 1, startedAt: new Date(this.now) };
      await prisma.flowRun.create({ data: run });
    }
    const dataKey = await this.#ship(recordingId, recordingKey.publicKey, chunks);
    const at = new Date(this.now);
    const place = { callId: newId('cal'), nodeId: newId('nod'), roomId: newId('rom') };
    await prisma.recording.create({
      data: { id: recordingId, sessionId, ...place, status: 'ready', startedAt: at, stoppedAt: at, chunks, shipped: true },
    });
    const actor = { kind: 'system' } as const;
    await this.database.transaction((tx) =>
      core.log.append(tx, sessionId, { actor, type: 'session.ended', payload: { reason: 'completed' } }),
    );
    this.#aheadMs = aheadMs;
    return { sessionId, recordingId, apiClientId, dataKey };
  }

  async #ship(recordingId: RecordingId, wrapKey: object, chunks: number): Promise<Buffer> {
    const folder = this.folderOf('store', recordingId);
    await mkdir(folder, { recursive: true });
    const dataKey = randomBytes(32);
    const wrappedKey = await new CompactEncrypt(dataKey)
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'landed' })
      .encrypt(await importJWK({ ...wrapKey }, 'ECDH-ES+A256KW'));
    const epoch = { format: 'guichet.epoch/1', recordingId, epoch: 1, openedAtMs: this.now, wrappedKey };
    await writeFile(join(folder, 'journal.json'), JSON.stringify({ recordingId }));
    await writeFile(join(folder, 'epoch-000001.json'), JSON.stringify(epoch));
    for (let seq = 1; seq <= chunks; seq++)
      await writeFile(join(folder, `${String(seq).padStart(6, '0')}.chunk`), randomBytes(CHUNK_BYTES));
    return dataKey;
  }

  /** Changes a file of the archive, as a failing disk does; answers what it held. */
  async damage({ recordingId, object, atByte }: { readonly recordingId: RecordingId; readonly object: string; readonly atByte: number }) {
    const row = await this.database.prisma.storedObject.findUniqueOrThrow({
      where: { recordingId_name: { recordingId, name: object } },
    });
    const path = this.folderOf('archive', recordingId, row.sha256);
    const whole = await readFile(path);
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(atByte) ^ 1, atByte);
    await chmod(path, 0o600);
    await writeFile(path, bytes);
    return {
      /** In one step: whoever reads meanwhile sees the one or the other. */
      mend: async (): Promise<void> => {
        await writeFile(`${path}.mended`, whole);
        await rename(`${path}.mended`, path);
      },
    };
  }
}
