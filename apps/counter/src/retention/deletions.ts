import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type DeletionId, newId, type RecordingId, type SessionId, type StaffId } from '@guichet/protocol';
import type { ObjectStore } from '@guichet/recording';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { Deletion } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { SignerProvider } from '../documents/signer.ts';
import type { JobHandler, JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { certify } from './certificate.ts';
import { type DeletionPlan, eraseRows, planOf } from './erase-session.ts';
import type { DropCopies } from './drop-copies.ts';
import { sessionOf } from './legal-holds.ts';
import { stateOf } from './retention.ts';

const AT_ONCE = 100;

interface DeletionsOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  readonly archive: ObjectStore;
  readonly dropCopies: DropCopies;
  /** Where packages of evidence stand that somebody asked for. */
  readonly packagesFolder: string;
  readonly seal: SignerProvider;
}

/**
 * The end of what was kept long enough. First the keys go, and with them every copy of the recording, wherever it is; then the bytes; then the rows;
 * and a signed certificate says what it was. Every step can be repeated, so that a job that was killed is taken up where it stopped.
 */
export class Deletions {
  readonly #options: DeletionsOptions;

  constructor(options: DeletionsOptions) {
    this.#options = options;
  }

  /** Begins the deletion of sessions that are due; answers how many. */
  async beginDue(): Promise<number> {
    const { core } = this.#options;
    const now = new Date(core.clock());
    const rows = await core.database.read(
      (prisma) => prisma.$queryRaw<{ sessionId: SessionId }[]>`select r."sessionId" from "SessionRetention" r
        where r."state" = 'kept' and r."until" <= ${now} and coalesce(cardinality(r."disputes"), 0) = 0
          and not exists (select 1 from "LegalHold" h where h."sessionId" = r."sessionId" and h."releasedAt" is null)
        order by r."until" limit ${AT_ONCE}`,
    );
    let begun = 0;
    for (const { sessionId } of rows) {
      const deletion = await core.database.transaction((tx) => this.#begin(tx, sessionId, null));
      if (deletion !== null) begun += 1;
    }
    return begun;
  }

  /** Somebody asks. Throws `retained` where it has to be kept; that they tried is noted first. */
  async request(by: StaffId, recordingId: RecordingId, reason: string): Promise<Deletion> {
    const { core, audit } = this.#options;
    const deletion = await core.database.transaction(async (tx) => {
      const session = await sessionOf(tx, recordingId);
      const begun = await this.#begin(tx, session.id, { by, reason });
      const action = begun === null ? 'deletion.refused' : 'deletion.requested';
      await audit.record(tx, { action, staffId: by, object: recordingId, detail: { sessionId: session.id } });
      return begun;
    });
    if (deletion === null) throw new AppError('retained');
    return deletion;
  }

  /** Bytes that the store did not let go when their session was deleted go once their lock is over; without their key they have been noise since. */
  async removeUnlocked(signal: AbortSignal): Promise<void> {
    const { core } = this.#options;
    const now = new Date(core.clock());
    const rows = await core.database.read(
      (prisma) => prisma.$queryRaw<{ id: RecordingId }[]>`select distinct r."id" from "Recording" r
        join "StoredObject" o on o."recordingId" = r."id"
        where r."deletedAt" is not null and o."deletedAt" is null and coalesce(o."lockedUntil", 'epoch') <= ${now} limit ${AT_ONCE}`,
    );
    for (const { id } of rows) await this.#removeObjects(id, signal);
  }

  job(): JobHandler<'session.delete'> {
    return ({ deletionId }, { signal }) => this.#carryOut(deletionId, signal);
  }

  /** Null where it has to be kept. */
  async #begin(tx: Tx, sessionId: SessionId, asked: { readonly by: StaffId; readonly reason: string } | null): Promise<Deletion | null> {
    const { core, jobs } = this.#options;
    await lockSession(tx, sessionId);
    const retention = await tx.sessionRetention.findUnique({ where: { sessionId } });
    const holds = await tx.legalHold.count({ where: { sessionId, releasedAt: null } });
    if (retention === null || stateOf(retention, holds, core.clock()) !== 'due') {
      if (retention !== null && retention.state !== 'kept') return tx.deletion.findUnique({ where: { sessionId } });
      return null;
    }
    const id = newId('del');
    const deletion = await tx.deletion.create({
      data: {
        id,
        sessionId,
        requestedBy: asked?.by ?? null,
        reason: asked?.reason ?? null,
        state: 'deleting',
        plan: jsonColumn(await planOf(tx, sessionId)),
        startedAt: new Date(core.clock()),
      },
    });
    await tx.sessionRetention.update({ where: { sessionId }, data: { state: 'deleting' } });
    await jobs.enqueue(tx, 'session.delete', { deletionId: id }, { key: id });
    return deletion;
  }

  async #carryOut(deletionId: DeletionId, signal: AbortSignal): Promise<void> {
    const { core, dropCopies, packagesFolder } = this.#options;
    const row = await core.database.read((prisma) => prisma.deletion.findUnique({ where: { id: deletionId } }));
    if (row === null || row.state === 'done') return;
    const sessionId = row.sessionId as SessionId;
    const plan = row.plan as unknown as DeletionPlan;
    const recordingIds = plan.recordings.map(({ recordingId }) => recordingId as RecordingId);
    await this.#destroyKeys(sessionId, recordingIds);
    let locked = 0;
    for (const recordingId of recordingIds) {
      signal.throwIfAborted();
      locked += await this.#removeObjects(recordingId, signal);
      await dropCopies(recordingId);
    }
    const packages = await core.database.read((prisma) => prisma.evidenceExport.findMany({ where: { sessionId }, select: { id: true } }));
    for (const { id } of packages) await rm(join(packagesFolder, `${id}.asice`), { force: true });
    await this.#finish(row, plan, recordingIds, locked);
  }

  async #destroyKeys(sessionId: SessionId, recordingIds: readonly RecordingId[]): Promise<void> {
    const { core } = this.#options;
    await core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      for (const recordingId of recordingIds) {
        const { count } = await tx.recordingKey.updateMany({
          where: { recordingId, wrapped: { not: null } },
          data: { wrapped: null, destroyedAt: new Date(core.clock()) },
        });
        if (count === 0) continue;
        await core.log.append(tx, sessionId, {
          actor: { kind: 'system' },
          type: 'recording.key_destroyed',
          payload: { recordingId, keyDestructionId: null },
        });
      }
    });
  }

  /** How many the store did not let go. */
  async #removeObjects(recordingId: RecordingId, signal: AbortSignal): Promise<number> {
    const { core, archive } = this.#options;
    const objects = await core.database.read((prisma) => prisma.storedObject.findMany({ where: { recordingId } }));
    let locked = 0;
    for (const { name, sha256, deletedAt } of objects) {
      signal.throwIfAborted();
      if (archive.locks) await archive.protect({ recordingId, sha256 }, { until: null, held: false });
      if ((await archive.remove({ recordingId, sha256 })) === 'locked') {
        locked += 1;
        continue;
      }
      if (deletedAt !== null) continue;
      await core.database.read((prisma) =>
        prisma.storedObject.update({
          where: { recordingId_name: { recordingId, name } },
          data: { deletedAt: new Date(core.clock()) },
        }),
      );
    }
    if (archive.locks) await archive.protectCatalog(recordingId, { until: null, held: false });
    await archive.removeCatalog(recordingId);
    return locked;
  }

  async #finish(row: Deletion, plan: DeletionPlan, recordingIds: readonly RecordingId[], locked: number): Promise<void> {
    const { core, audit, seal } = this.#options;
    const sessionId = row.sessionId as SessionId;
    const deletionId = row.id as DeletionId;
    const finishedAt = core.clock();
    const content = await core.database.read(async (prisma) => {
      const [session, retention] = await Promise.all([
        prisma.session.findUniqueOrThrow({ where: { id: sessionId }, select: { number: true } }),
        prisma.sessionRetention.findUniqueOrThrow({ where: { sessionId } }),
      ]);
      return {
        format: 'guichet.deletion-certificate/1',
        deletionId,
        sessionId,
        sessionNumber: session.number,
        why: {
          policies: retention.policies,
          keptUntil: retention.until?.toISOString() ?? null,
          productEndedOn: retention.productEndedOn,
          contractEndedOn: retention.contractEndedOn,
          requestedBy: row.requestedBy,
        },
        startedAt: row.startedAt.toISOString(),
        finishedAt: new Date(finishedAt).toISOString(),
        keysDestroyed: true,
        /** Bytes that the store did not let go: without their key they are noise. */
        objectsStillLocked: locked,
        deleted: plan,
      };
    });
    const signed = await certify(content, seal, finishedAt);
    await core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const now = await tx.deletion.findUniqueOrThrow({ where: { id: deletionId } });
      if (now.state === 'done') return;
      const at = new Date(finishedAt);
      await eraseRows(tx, sessionId, recordingIds, at);
      await tx.recording.updateMany({ where: { sessionId, deletedAt: null }, data: { deletedAt: at } });
      await tx.sessionRetention.update({ where: { sessionId }, data: { state: 'deleted' } });
      await tx.deletion.update({
        where: { id: deletionId },
        data: { state: 'done', finishedAt: at, locked, certificate: jsonColumn(signed), certificateHash: signed.hash },
      });
      const actor = { kind: 'system' } as const;
      await core.log.appendMany(tx, sessionId, [
        ...recordingIds.map((recordingId) => ({ actor, type: 'recording.deleted' as const, payload: { recordingId, deletionId } })),
        { actor, type: 'session.erased', payload: { deletionId, certificateHash: signed.hash } },
      ]);
      await audit.record(tx, {
        action: 'deletion.done',
        staffId: null,
        object: deletionId,
        detail: { sessionId, certificateHash: signed.hash, locked },
      });
    });
  }
}
