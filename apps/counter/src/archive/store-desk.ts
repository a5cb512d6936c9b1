import { type AlarmId, AppError, type StaffId, type StoreStatus } from '@guichet/protocol';
import type { ChunkStore, ObjectStore } from '@guichet/recording';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { StoreAlarm } from '../database/generated/client.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import { SCRUB_EVERY_MS } from './scrub-job.ts';

/** A recording that was over so long ago should be ready, and in the archive. */
const ARCHIVED_WITHIN_MS = 60 * 60_000;

interface StoreDeskOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  readonly landing: ChunkStore;
  readonly archive: ObjectStore;
}

/** The store as operations see it. */
export class StoreDesk {
  readonly #options: StoreDeskOptions;

  constructor(options: StoreDeskOptions) {
    this.#options = options;
  }

  async status(): Promise<StoreStatus> {
    const { core, landing, archive } = this.#options;
    const nowMs = core.clock();
    const waiting = { status: { in: ['ready', 'failed'] }, archivedAt: null, deletedAt: null, chunks: { gt: 0 } };
    const unready = { status: { in: ['stopped', 'muxing'] }, deletedAt: null, chunks: { gt: 0 } };
    const isOverdue = (sinceMs: number | null): boolean => sinceMs !== null && nowMs - sinceMs > ARCHIVED_WITHIN_MS;
    return core.database.read(async (prisma) => {
      const counted = async (where: typeof waiting | typeof unready) => {
        const { _count, _min } = await prisma.recording.aggregate({ where, _count: true, _min: { stoppedAt: true } });
        return { count: _count, oldestAt: _min.stoppedAt?.getTime() ?? null };
      };
      const [arriving, behind, archived, objects, oldestCheck, overdueChecks, openAlarms] = await Promise.all([
        counted(unready),
        counted(waiting),
        prisma.recording.count({ where: { archivedAt: { not: null }, deletedAt: null } }),
        prisma.storedObject.aggregate({ where: { deletedAt: null }, _count: true, _sum: { sizeBytes: true } }),
        prisma.storedObject.findFirst({ where: { deletedAt: null }, orderBy: { checkedAt: 'asc' }, select: { checkedAt: true } }),
        prisma.storedObject.count({ where: { deletedAt: null, checkedAt: { lt: new Date(nowMs - 2 * SCRUB_EVERY_MS) } } }),
        prisma.storeAlarm.count({ where: { resolvedAt: null } }),
      ]);
      return {
        kind: archive.kind,
        name: archive.name,
        locks: archive.locks,
        landing: {
          kind: landing.kind,
          name: landing.name,
          lockedForMs: landing.lockedForMs,
          unready: arriving.count,
          oldestUnreadyAt: arriving.oldestAt,
        },
        recordings: { archived, waiting: behind.count, oldestWaitingAt: behind.oldestAt },
        objects: objects._count,
        sizeBytes: objects._sum.sizeBytes ?? 0,
        oldestCheckAt: oldestCheck?.checkedAt.getTime() ?? null,
        overdueChecks,
        openAlarms,
        trouble: isOverdue(arriving.oldestAt) ? 'landing_behind' : isOverdue(behind.oldestAt) ? 'archive_behind' : null,
      };
    });
  }

  async acknowledge(by: StaffId, alarmId: AlarmId): Promise<StoreAlarm> {
    const { core, audit } = this.#options;
    return core.database.transaction(async (tx) => {
      const alarm = await tx.storeAlarm.findUnique({ where: { id: alarmId } });
      if (alarm === null) throw new AppError('not_found');
      if (alarm.acknowledgedAt !== null) return alarm;
      await audit.record(tx, {
        action: 'store_alarm.acknowledged',
        staffId: by,
        object: alarmId,
        detail: { recordingId: alarm.recordingId },
      });
      return tx.storeAlarm.update({ where: { id: alarmId }, data: { acknowledgedBy: by, acknowledgedAt: new Date(core.clock()) } });
    });
  }

  /** Everything, now. */
  async scrub(by: StaffId): Promise<void> {
    const { core, audit, jobs } = this.#options;
    await core.database.transaction(async (tx) => {
      await audit.record(tx, { action: 'store.scrub_requested', staffId: by, object: null, detail: {} });
      await jobs.enqueue(tx, 'store.scrub', { before: core.clock() }, { key: 'all' });
    });
  }
}
