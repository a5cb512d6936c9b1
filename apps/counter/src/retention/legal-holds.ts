import { AppError, Commitment, type HoldId, newId, type RecordingId, type SessionId, type StaffId } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { LegalHold } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import type { Retention } from './retention.ts';

/** Names of the reasons in the vault. */
export const HOLD_REASON = 'hold.reason';
export const RELEASE_REASON = 'hold.release_reason';

interface LegalHoldsOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly retention: Retention;
}

/** Holds that a court, an authority or a dispute asks for. One person places them; it takes two to release one. */
export class LegalHolds {
  readonly #options: LegalHoldsOptions;

  constructor(options: LegalHoldsOptions) {
    this.#options = options;
  }

  /** Throws `not_found`, and `recording_deleted` where there is nothing left to hold. */
  async place(by: StaffId, recordingId: RecordingId, reason: string): Promise<LegalHold> {
    const { core, audit, retention } = this.#options;
    return core.database.transaction(async (tx) => {
      const session = await sessionOf(tx, recordingId);
      const state = await tx.sessionRetention.findUnique({ where: { sessionId: session.id }, select: { state: true } });
      if (state !== null && state.state !== 'kept') throw new AppError('recording_deleted');
      const commitment = await core.vault.commit(tx, session.id, HOLD_REASON, reason);
      const holdId = newId('hld');
      const hold = await tx.legalHold.create({
        data: { id: holdId, sessionId: session.id, recordingId, reason: commitment, placedBy: by, placedAt: new Date(core.clock()) },
      });
      await core.log.append(tx, session.id, {
        actor: { kind: 'staff', id: by },
        type: 'hold.placed',
        payload: { holdId, reason: commitment },
      });
      await retention.protectAnew(tx, session.id);
      await audit.record(tx, { action: 'hold.placed', staffId: by, object: holdId, detail: { recordingId } });
      return hold;
    });
  }

  /** Throws `wrong_state` for one that was released, or whose release somebody has asked for. */
  async requestRelease(by: StaffId, holdId: HoldId, reason: string): Promise<LegalHold> {
    const { core, audit } = this.#options;
    return this.#change(holdId, async (tx, hold, session) => {
      if (hold.releaseRequestedAt !== null) throw new AppError('wrong_state');
      const commitment = await core.vault.commit(tx, session.id, RELEASE_REASON, reason);
      await core.log.append(tx, session.id, {
        actor: { kind: 'staff', id: by },
        type: 'hold.release_requested',
        payload: { holdId, reason: commitment },
      });
      await audit.record(tx, { action: 'hold.release_requested', staffId: by, object: holdId, detail: {} });
      return { releaseReason: commitment, releaseRequestedBy: by, releaseRequestedAt: new Date(core.clock()) };
    });
  }

  /** Throws `second_person` for whoever asked; the attempt is noted. */
  async decideRelease(by: StaffId, holdId: HoldId, decision: 'release' | 'keep'): Promise<LegalHold> {
    const { core, audit, retention } = this.#options;
    const asked = await core.database.read((prisma) => prisma.legalHold.findUnique({ where: { id: holdId } }));
    if (asked?.releaseRequestedBy === by && asked.releasedAt === null && decision === 'release') {
      await audit.recordAlone({ action: 'hold.release_refused', staffId: by, object: holdId, detail: { why: 'second_person' } });
      throw new AppError('second_person');
    }
    return this.#change(holdId, async (tx, hold, session) => {
      if (hold.releaseRequestedBy === null) throw new AppError('wrong_state');
      if (hold.releaseRequestedBy === by && decision === 'release') throw new AppError('second_person');
      const released = decision === 'release';
      const type = released ? 'hold.released' : 'hold.release_declined';
      await core.log.append(tx, session.id, { actor: { kind: 'staff', id: by }, type, payload: { holdId } });
      await audit.record(tx, { action: type, staffId: by, object: holdId, detail: {} });
      if (!released) return { releaseReason: null, releaseRequestedBy: null, releaseRequestedAt: null };
      await retention.protectAnew(tx, session.id);
      return { releasedBy: by, releasedAt: new Date(core.clock()) };
    });
  }

  async #change(holdId: HoldId, work: (tx: Tx, hold: LegalHold, session: SessionRow) => Promise<Partial<LegalHold>>): Promise<LegalHold> {
    return this.#options.core.database.transaction(async (tx) => {
      const found = await tx.legalHold.findUnique({ where: { id: holdId }, select: { sessionId: true } });
      if (found === null) throw new AppError('not_found');
      const session = await lockSession(tx, found.sessionId as SessionId);
      const hold = await tx.legalHold.findUniqueOrThrow({ where: { id: holdId } });
      if (hold.releasedAt !== null) throw new AppError('wrong_state');
      return tx.legalHold.update({ where: { id: holdId }, data: await work(tx, hold, session) });
    });
  }
}

export async function sessionOf(tx: Tx, recordingId: RecordingId): Promise<SessionRow> {
  const found = await tx.recording.findUnique({ where: { id: recordingId }, select: { sessionId: true } });
  if (found === null) throw new AppError('not_found');
  return lockSession(tx, found.sessionId as SessionId);
}

/** The words behind a reason; empty once they were erased. */
export async function reasonOf(
  core: Core,
  reader: Parameters<Core['vault']['reveal']>[0],
  sessionId: SessionId,
  commitment: string,
): Promise<string> {
  const value = await core.vault.reveal(reader, sessionId, Commitment.parse(commitment));
  return typeof value === 'string' ? value : '';
}
