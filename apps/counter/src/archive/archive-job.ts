import { JournalEpoch, type RecordingId, type SessionId } from '@guichet/protocol';
import { archiveRecording, CatalogEntry, type ChunkStore, epochOf, type ObjectStore } from '@guichet/recording';
import type { Tx } from '../database/database.ts';
import type { StoredObject } from '../database/generated/client.ts';
import type { JobHandler, JobQueue } from '../jobs/job-queue.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import { lockRecording } from '../recordings/recording-row.ts';
import type { Core } from '../sessions/core.ts';
import { protectionOf } from './protection.ts';

const MAX_EPOCH_BYTES = 64 * 1024;
/** How many that nobody archived yet are caught up with at once. */
const MAX_CAUGHT_UP = 500;

export interface ArchiveOptions {
  readonly core: Core;
  readonly landing: ChunkStore;
  readonly archive: ObjectStore;
  readonly masterKeys: MasterKeys;
}

/** Brings a recording that is over into the archive. Can be killed at any point: what was stored is not sent again. */
export function archiveJob(options: ArchiveOptions): JobHandler<'recording.archive'> {
  const { core, landing, archive } = options;
  return async ({ recordingId }, { signal }) => {
    const row = await core.database.read((prisma) => prisma.recording.findUnique({ where: { id: recordingId } }));
    const isOver = row?.status === 'ready' || row?.status === 'failed';
    if (row === null || !isOver || row.archivedAt !== null || row.deletedAt !== null) return;
    if ((await landing.list(recordingId)).length === 0) return;
    await takeKeys(options, recordingId);
    const known = await core.database.read((prisma) => prisma.storedObject.findMany({ where: { recordingId } }));
    const nowMs = core.clock();
    const protection = await core.database.read((prisma) => protectionOf(prisma, row.sessionId as SessionId, nowMs));
    const archived = await archiveRecording(recordingId, {
      source: landing,
      store: archive,
      protection,
      known: new Map(known.map((object) => [object.name, toEntry(object)])),
      onStored: ({ name, sha256, sizeBytes, pieces }) =>
        core.database.transaction(async (tx) => {
          const at = new Date(core.clock());
          const bytes = new Uint8Array(Buffer.from(pieces, 'hex'));
          await tx.storedObject.create({
            data: {
              recordingId,
              name,
              sha256,
              sizeBytes,
              pieces: bytes,
              archivedAt: at,
              checkedAt: at,
              ...lockColumns(archive, protection),
            },
          });
        }),
      signal,
    });
    await core.database.transaction(async (tx) => {
      const locked = await lockRecording(tx, recordingId);
      const { count } = await tx.recording.updateMany({
        where: { id: recordingId, archivedAt: null, deletedAt: null },
        data: { archivedAt: new Date(core.clock()) },
      });
      if (locked === null || count === 0) return;
      await core.log.append(tx, locked.sessionId, {
        actor: { kind: 'system' },
        type: 'recording.archived',
        payload: {
          recordingId,
          objects: archived.entries.length,
          sizeBytes: archived.sizeBytes,
          catalogHash: archived.catalogHash,
        },
      });
    });
  };
}

/** A recording is archived once it is over, queued in the transaction that says so. */
export const archiveWhenOver =
  (jobs: JobQueue) =>
  async (tx: Tx, event: { readonly type: string; readonly payload: unknown }): Promise<void> => {
    if (event.type !== 'recording.muxed' && event.type !== 'recording.failed') return;
    const { recordingId } = event.payload as { readonly recordingId: RecordingId };
    await jobs.enqueue(tx, 'recording.archive', { recordingId }, { key: recordingId });
  };

/** Queues what was over before; a job that is there already is that one. */
export async function catchUpArchive({ database }: Core, jobs: JobQueue): Promise<number> {
  const rows = await database.read((prisma) =>
    prisma.recording.findMany({
      where: { status: { in: ['ready', 'failed'] }, archivedAt: null, deletedAt: null, OR: [{ chunks: { gt: 0 } }, { shipped: true }] },
      select: { id: true },
      orderBy: { startedAt: 'asc' },
      take: MAX_CAUGHT_UP,
    }),
  );
  for (const { id } of rows)
    await database.transaction((tx) => jobs.enqueue(tx, 'recording.archive', { recordingId: id as RecordingId }, { key: id }));
  return rows.length;
}

/** The recorder's key files, under the master key into the database: they must be able to go where the bytes they open cannot. */
async function takeKeys({ core, landing, masterKeys }: ArchiveOptions, recordingId: RecordingId): Promise<void> {
  // Another counter may have made a new one: what an old one wraps could not be opened once that is destroyed.
  await masterKeys.reload();
  for (const name of await landing.list(recordingId)) {
    const epoch = epochOf(name);
    if (epoch === null) continue;
    const bytes = await landing.read(`${recordingId}/${name}`, MAX_EPOCH_BYTES);
    const wrapped = await masterKeys.wrap(bytes, { recordingId, epoch });
    const openedAt = new Date(openedAtOf(bytes) ?? core.clock());
    await core.database.transaction((tx) =>
      tx.recordingKey.createMany({
        data: [{ recordingId, epoch, wrapped, masterKeyId: masterKeys.activeKeyId, openedAt }],
        skipDuplicates: true,
      }),
    );
  }
}

function openedAtOf(bytes: Buffer): number | null {
  try {
    return JournalEpoch.safeParse(JSON.parse(bytes.toString('utf8'))).data?.openedAtMs ?? null;
  } catch {
    return null;
  }
}

export const toEntry = ({
  name,
  sha256,
  sizeBytes,
  pieces,
}: Pick<StoredObject, 'name' | 'sha256' | 'sizeBytes' | 'pieces'>): CatalogEntry =>
  CatalogEntry.parse({ name, sha256, sizeBytes, pieces: Buffer.from(pieces).toString('hex') });

/** What the row says of a lock, where the store has locks. */
export const lockColumns = ({ locks }: ObjectStore, { until, held }: { readonly until: Date | null; readonly held: boolean }) =>
  locks ? { lockedUntil: until, held } : {};
