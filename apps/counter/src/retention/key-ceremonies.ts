import { AppError, type KeyDestructionId, newId, type RecordingId, type SessionId, type StaffId } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { KeyDestruction } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { SignerProvider } from '../documents/signer.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import type { Core } from '../sessions/core.ts';
import { certify } from './certificate.ts';
import type { DropCopies } from './drop-copies.ts';
import { sessionOf } from './legal-holds.ts';
import { stateOf } from './retention.ts';

export type DestructionTarget =
  | { readonly kind: 'recording'; readonly recordingId: RecordingId }
  | { readonly kind: 'master'; readonly keyId: string };

const targetOf = ({ kind, object }: Pick<KeyDestruction, 'kind' | 'object'>): DestructionTarget =>
  kind === 'recording' ? { kind, recordingId: object as RecordingId } : { kind: 'master', keyId: object };

interface KeyCeremoniesOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  readonly masterKeys: MasterKeys;
  readonly dropCopies: DropCopies;
  readonly seal: SignerProvider;
}

/** Keys are made by one person and destroyed by two. */
export class KeyCeremonies {
  readonly #options: KeyCeremoniesOptions;

  constructor(options: KeyCeremoniesOptions) {
    this.#options = options;
  }

  /** A new master key; what hangs on the old ones is wrapped by it in a job. */
  async rotate(by: StaffId): Promise<void> {
    const { core, audit, jobs, masterKeys } = this.#options;
    const keyId = await masterKeys.rotate(core.clock());
    await core.database.transaction(async (tx) => {
      await audit.record(tx, { action: 'master_key.made', staffId: by, object: keyId, detail: {} });
      await jobs.enqueue(tx, 'store.tend', {}, { key: 'tend' });
    });
  }

  /** Throws `retained` for what has to be kept (which is noted), `wrong_state` for a master key that is needed, `not_found`. */
  async request(by: StaffId, target: DestructionTarget, reason: string): Promise<KeyDestruction> {
    const { core, audit } = this.#options;
    await this.#refuseRetained(by, target);
    return core.database.transaction(async (tx) => {
      await this.#requireDestroyable(tx, target);
      const id = newId('kds');
      const object = target.kind === 'recording' ? target.recordingId : target.keyId;
      const row = await tx.keyDestruction.create({
        data: { id, kind: target.kind, object, reason, state: 'requested', requestedBy: by, requestedAt: new Date(core.clock()) },
      });
      await audit.record(tx, {
        action: 'key_destruction.requested',
        staffId: by,
        object: id,
        detail: { kind: target.kind, target: object },
      });
      return row;
    });
  }

  /** Throws `second_person` for whoever asked; the attempt is noted. */
  async decide(by: StaffId, id: KeyDestructionId, decision: 'destroy' | 'cancel'): Promise<KeyDestruction> {
    const { core, audit, seal } = this.#options;
    const asked = await core.database.read((prisma) => prisma.keyDestruction.findUnique({ where: { id } }));
    if (asked === null) throw new AppError('not_found');
    if (asked.state !== 'requested') throw new AppError('wrong_state');
    if (decision === 'cancel') return this.#cancel(by, id);
    if (asked.requestedBy === by) {
      await audit.recordAlone({ action: 'key_destruction.refused', staffId: by, object: id, detail: { why: 'second_person' } });
      throw new AppError('second_person');
    }
    const target = targetOf(asked);
    await this.#refuseRetained(by, target);
    const at = core.clock();
    const signed = await certify(
      {
        format: 'guichet.key-destruction-certificate/1',
        keyDestructionId: id,
        kind: asked.kind,
        object: asked.object,
        reason: asked.reason,
        requestedBy: asked.requestedBy,
        requestedAt: asked.requestedAt.toISOString(),
        destroyedBy: by,
        destroyedAt: new Date(at).toISOString(),
      },
      seal,
      at,
    );
    const done = await core.database.transaction(async (tx) => {
      await this.#requireDestroyable(tx, target);
      const { count } = await tx.keyDestruction.updateMany({
        where: { id, state: 'requested' },
        data: { state: 'done', decidedBy: by, decidedAt: new Date(at), certificate: jsonColumn(signed), certificateHash: signed.hash },
      });
      if (count === 0) throw new AppError('wrong_state');
      if (target.kind === 'recording') await this.#destroyRecordingKey(tx, target.recordingId, id, at);
      await audit.record(tx, {
        action: 'key_destruction.done',
        staffId: by,
        object: id,
        detail: { kind: target.kind, target: asked.object, certificateHash: signed.hash },
      });
      return tx.keyDestruction.findUniqueOrThrow({ where: { id } });
    });
    // It is decided: what cannot be taken away now is by the next run of the job.
    await this.#carryOut(target).catch((err: unknown) =>
      core.logger.warn({ keyDestructionId: id, err }, 'a key is not destroyed everywhere yet'),
    );
    return done;
  }

  /** What was decided and not carried out: a counter was killed between the two, a store was away, or it still locked what had landed. */
  async finishDestructions(): Promise<void> {
    const { core } = this.#options;
    const rows = await core.database.read((prisma) => prisma.keyDestruction.findMany({ where: { state: 'done' } }));
    for (const row of rows) await this.#carryOut(targetOf(row));
  }

  /** Done again, it finds nothing: a copy of the recording beside the archive would still be opened, by the recorder's own key file. */
  async #carryOut(target: DestructionTarget): Promise<void> {
    const { masterKeys, dropCopies } = this.#options;
    if (target.kind === 'recording') await dropCopies(target.recordingId);
    else if (masterKeys.list().some(({ keyId }) => keyId === target.keyId)) await masterKeys.destroy(target.keyId);
  }

  async #cancel(by: StaffId, id: KeyDestructionId): Promise<KeyDestruction> {
    const { core, audit } = this.#options;
    return core.database.transaction(async (tx) => {
      const { count } = await tx.keyDestruction.updateMany({
        where: { id, state: 'requested' },
        data: { state: 'cancelled', decidedBy: by, decidedAt: new Date(core.clock()) },
      });
      if (count === 0) throw new AppError('wrong_state');
      await audit.record(tx, { action: 'key_destruction.cancelled', staffId: by, object: id, detail: {} });
      return tx.keyDestruction.findUniqueOrThrow({ where: { id } });
    });
  }

  async #destroyRecordingKey(tx: Tx, recordingId: RecordingId, keyDestructionId: KeyDestructionId, at: number): Promise<void> {
    const { sessionId } = await tx.recording.findUniqueOrThrow({ where: { id: recordingId }, select: { sessionId: true } });
    await tx.recordingKey.updateMany({ where: { recordingId }, data: { wrapped: null, destroyedAt: new Date(at) } });
    await this.#options.core.log.append(tx, sessionId as SessionId, {
      actor: { kind: 'system' },
      type: 'recording.key_destroyed',
      payload: { recordingId, keyDestructionId },
    });
  }

  async #refuseRetained(by: StaffId, target: DestructionTarget): Promise<void> {
    if (target.kind === 'master') return;
    const { core, audit } = this.#options;
    const isRetained = await core.database.transaction(async (tx) => this.#isRetained(tx, target.recordingId));
    if (!isRetained) return;
    await audit.recordAlone({ action: 'key_destruction.refused', staffId: by, object: target.recordingId, detail: { why: 'retained' } });
    throw new AppError('retained');
  }

  async #isRetained(tx: Tx, recordingId: RecordingId): Promise<boolean> {
    const session = await sessionOf(tx, recordingId);
    const retention = await tx.sessionRetention.findUnique({ where: { sessionId: session.id } });
    const holds = await tx.legalHold.count({ where: { sessionId: session.id, releasedAt: null } });
    return retention === null || stateOf(retention, holds, this.#options.core.clock()) === 'kept';
  }

  async #requireDestroyable(tx: Tx, target: DestructionTarget): Promise<void> {
    if (target.kind === 'recording') {
      if (await this.#isRetained(tx, target.recordingId)) throw new AppError('retained');
      const found = await tx.recordingKey.findFirst({ where: { recordingId: target.recordingId, wrapped: { not: null } } });
      if (found === null) throw new AppError('not_found');
      return;
    }
    const known = this.#options.masterKeys.list().find(({ keyId }) => keyId === target.keyId);
    if (known === undefined) throw new AppError('not_found');
    const inUse = await tx.recordingKey.count({ where: { masterKeyId: target.keyId, wrapped: { not: null } } });
    if (known.active || inUse > 0) throw new AppError('wrong_state');
  }
}
