import type { RecordingId, SessionId } from '@guichet/protocol';
import { type ChunkStore, isArchived, type ObjectStore } from '@guichet/recording';
import type { JobHandler } from '../jobs/job-queue.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import type { Log } from '../log.ts';
import type { Core } from '../sessions/core.ts';
import { lockColumns } from './archive-job.ts';
import { protectionOf, RENEW_BEFORE_MS } from './protection.ts';

const AT_ONCE = 200;

interface TendOptions {
  readonly core: Core;
  readonly landing: ChunkStore;
  readonly archive: ObjectStore;
  readonly masterKeys: MasterKeys;
  /** How long what nodes shipped stays after all of it was archived and read back. */
  readonly keepLandedMs: number;
  readonly log: Log;
}

/** What the store needs now and then. Each part can stop anywhere and is taken up by the next run. */
export async function tendStore(options: TendOptions, signal: AbortSignal): Promise<void> {
  await clearLanded(options, signal);
  await renewLocks(options, signal);
  await wrapAnew(options, signal);
}

/** Tells the store how a recording is to be kept now. */
export function protectJob({ core, archive }: Pick<TendOptions, 'core' | 'archive'>): JobHandler<'store.protect'> {
  return ({ recordingId }, { signal }) => protect({ core, archive }, recordingId, signal);
}

async function protect(
  { core, archive }: Pick<TendOptions, 'core' | 'archive'>,
  recordingId: RecordingId,
  signal: AbortSignal,
): Promise<void> {
  if (!archive.locks) return;
  const row = await core.database.read((prisma) => prisma.recording.findUnique({ where: { id: recordingId } }));
  if (row === null || row.archivedAt === null || row.deletedAt !== null) return;
  const protection = await core.database.read((prisma) => protectionOf(prisma, row.sessionId as SessionId, core.clock()));
  const objects = await core.database.read((prisma) => prisma.storedObject.findMany({ where: { recordingId, deletedAt: null } }));
  await archive.protectCatalog(recordingId, protection);
  for (const { name, sha256, lockedUntil, held } of objects) {
    signal.throwIfAborted();
    if (held === protection.held && (lockedUntil?.getTime() ?? 0) >= (protection.until?.getTime() ?? 0)) continue;
    await archive.protect({ recordingId, sha256 }, protection);
    await core.database.read((prisma) =>
      prisma.storedObject.update({ where: { recordingId_name: { recordingId, name } }, data: lockColumns(archive, protection) }),
    );
  }
}

/** What nodes shipped goes once all of it stands in the archive, was read back there, and has stood there for a while. */
async function clearLanded({ core, landing, keepLandedMs, log }: TendOptions, signal: AbortSignal): Promise<void> {
  // What the landing itself still locks cannot be cleared yet.
  const before = new Date(core.clock() - Math.max(keepLandedMs, landing.lockedForMs));
  let cleared = 0;
  for await (const recordingId of landing.recordings()) {
    signal.throwIfAborted();
    const row = await core.database.read((prisma) => prisma.recording.findUnique({ where: { id: recordingId } }));
    if (row?.archivedAt == null || row.archivedAt > before) continue;
    const landed = await landing.list(recordingId);
    const stored = await core.database.read((prisma) => prisma.storedObject.findMany({ where: { recordingId }, select: { name: true } }));
    const names = new Set(stored.map(({ name }) => name));
    // A chunk that came late stands here alone: it is left where it is.
    if (landed.some((name) => isArchived(name) && !names.has(name))) continue;
    await landing.clear(recordingId);
    cleared += 1;
  }
  if (cleared > 0) log.info({ cleared }, 'recordings stand in the archive alone');
}

/** What has no end is locked for a while, and locked again long before that is over. */
async function renewLocks({ core, archive }: TendOptions, signal: AbortSignal): Promise<void> {
  if (!archive.locks) return;
  const soon = new Date(core.clock() + RENEW_BEFORE_MS);
  const rows = await core.database.read(
    (prisma) =>
      prisma.$queryRaw<{ id: RecordingId }[]>`select distinct o."recordingId" as "id" from "StoredObject" o
        join "Recording" r on r."id" = o."recordingId" join "SessionRetention" s on s."sessionId" = r."sessionId"
        where o."deletedAt" is null and s."until" is null and coalesce(o."lockedUntil", 'epoch') < ${soon} limit ${AT_ONCE}`,
  );
  for (const { id } of rows) await protect({ core, archive }, id, signal);
}

/** After a new master key was made: what it wraps is wrapped anew, one by one. */
async function wrapAnew({ core, masterKeys, log }: TendOptions, signal: AbortSignal): Promise<void> {
  await masterKeys.reload();
  const { activeKeyId } = masterKeys;
  let done = 0;
  for (;;) {
    const rows = await core.database.read((prisma) =>
      prisma.recordingKey.findMany({ where: { masterKeyId: { not: activeKeyId }, wrapped: { not: null } }, take: AT_ONCE }),
    );
    for (const { recordingId, epoch, wrapped } of rows) {
      signal.throwIfAborted();
      if (wrapped === null) continue;
      const place = { recordingId: recordingId as RecordingId, epoch };
      const next = await masterKeys.wrap(await masterKeys.unwrap(wrapped, place), place);
      // One that was destroyed meanwhile stays destroyed.
      const { count } = await core.database.read((prisma) =>
        prisma.recordingKey.updateMany({ where: { recordingId, epoch, wrapped }, data: { wrapped: next, masterKeyId: activeKeyId } }),
      );
      done += count;
    }
    if (rows.length < AT_ONCE) break;
  }
  if (done > 0) log.info({ keys: done, keyId: activeKeyId }, 'keys wrapped anew');
}
