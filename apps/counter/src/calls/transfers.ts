import { type Actor, AppError, type CallId, newId, type SessionId, type StaffId, type TransferId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Transfer } from '../database/generated/client.ts';
import { lockStaff, release, setStatus } from '../queue/staff-row.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { ownedSession } from './ownership.ts';
import { admit, dismiss } from './participants.ts';

export const TRANSFER_NOTE_VALUE = 'transfer.note';

const OPEN = ['requested', 'accepted'];
const SYSTEM: Actor = { kind: 'system' };

/**
 * Warm hand-over: a colleague is asked, joins the call, and both stay until the first one leaves it to them. A hand-over of other people looks
 * as if it did not exist (`not_found`).
 */
export class Transfers {
  readonly #core: Core;
  /** Told of calls whose node has something to do after the commit. */
  readonly #kick: (callId: CallId) => void;

  constructor(core: Core, kick: (callId: CallId) => void) {
    this.#core = core;
    this.#kick = kick;
  }

  /** Asks an idle colleague. Throws `not_found` where there is no such agent, `wrong_state` when they are not idle or one is asked already. */
  async request(staffId: StaffId, sessionId: SessionId, to: StaffId, note: string | null): Promise<void> {
    const { database, log, vault, clock, settings } = this.#core;
    await database.transaction(async (tx) => {
      await ownedSession(tx, staffId, sessionId);
      const call = await tx.call.findFirst({ where: { sessionId, status: 'live' } });
      const open = await tx.transfer.count({ where: { sessionId, status: { in: OPEN } } });
      if (to === staffId || call === null || open > 0) throw new AppError('wrong_state');
      const colleague = (await lockStaff(tx, [staffId, to])).get(to);
      if (colleague === undefined || !colleague.active || !colleague.roles.includes('agent')) throw new AppError('not_found');
      if (colleague.status !== 'idle') throw new AppError('wrong_state');

      const transferId = newId('trf');
      const at = clock();
      const noteCommitment = note === null || note === '' ? null : await vault.commit(tx, sessionId, TRANSFER_NOTE_VALUE, note);
      await tx.transfer.create({
        data: {
          id: transferId,
          sessionId,
          fromStaffId: staffId,
          toStaffId: to,
          noteCommitment,
          status: 'requested',
          createdAt: new Date(at),
          asksUntil: new Date(at + settings.transferAskMs),
        },
      });
      await setStatus(this.#core, tx, to, { status: 'ringing' });
      await log.append(tx, sessionId, {
        actor: { kind: 'staff', id: staffId },
        type: 'transfer.requested',
        payload: { transferId, from: staffId, to },
      });
    });
  }

  /** The colleague comes into the call. */
  async accept(staffId: StaffId, transferId: TransferId): Promise<void> {
    const sessionId = await this.#sessionOf(transferId, (transfer) => transfer.toStaffId === staffId);
    await this.#core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const transfer = await tx.transfer.findUniqueOrThrow({ where: { id: transferId } });
      if (transfer.status === 'accepted') return;
      const call = await tx.call.findFirst({ where: { sessionId, status: 'live' } });
      if (transfer.status !== 'requested' || call === null) throw new AppError('wrong_state');
      const colleague = (await lockStaff(tx, [staffId])).get(staffId);
      await tx.transfer.update({ where: { id: transferId }, data: { status: 'accepted' } });
      await setStatus(this.#core, tx, staffId, { status: 'busy', nextStatus: colleague?.nextStatus ?? null });
      await this.#core.log.append(tx, sessionId, {
        actor: { kind: 'staff', id: staffId },
        type: 'transfer.accepted',
        payload: { transferId, by: staffId },
      });
      await admit(this.#core, tx, sessionId, { callId: call.id as CallId, role: 'agent', staffId });
    });
  }

  async decline(staffId: StaffId, transferId: TransferId): Promise<void> {
    const sessionId = await this.#sessionOf(transferId, (transfer) => transfer.toStaffId === staffId);
    await this.#core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const transfer = await tx.transfer.findUniqueOrThrow({ where: { id: transferId } });
      if (transfer.status === 'declined') return;
      if (transfer.status !== 'requested') throw new AppError('wrong_state');
      await this.#close(tx, transfer, 'declined', { kind: 'staff', id: staffId });
    });
  }

  /** The first agent takes it back; a colleague who has come leaves the call. */
  async cancel(staffId: StaffId, transferId: TransferId): Promise<void> {
    const sessionId = await this.#sessionOf(transferId, (transfer) => transfer.fromStaffId === staffId);
    await this.#core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const transfer = await tx.transfer.findUniqueOrThrow({ where: { id: transferId } });
      if (transfer.status === 'cancelled') return;
      if (!OPEN.includes(transfer.status)) throw new AppError('wrong_state');
      await this.#close(tx, transfer, 'cancelled', { kind: 'staff', id: staffId });
    });
  }

  /** The first agent leaves; the session is the colleague's. Throws `wrong_state` before the colleague is there: nobody leaves a customer alone. */
  async complete(staffId: StaffId, transferId: TransferId): Promise<void> {
    const { database, log, clock } = this.#core;
    const sessionId = await this.#sessionOf(transferId, (transfer) => transfer.fromStaffId === staffId);
    await database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const transfer = await tx.transfer.findUniqueOrThrow({ where: { id: transferId } });
      if (transfer.status === 'completed') return;
      const to = transfer.toStaffId as StaffId;
      const call = await tx.call.findFirst({ where: { sessionId, status: 'live' }, include: { participants: true } });
      const present = call?.participants.some(
        (participant) => participant.staffId === to && participant.status === 'connected' && participant.dismissedAt === null,
      );
      if (transfer.status !== 'accepted' || call === null || present !== true) throw new AppError('wrong_state');

      const staff = (await lockStaff(tx, [staffId, to])).get(staffId);
      const callId = call.id as CallId;
      await tx.transfer.update({ where: { id: transferId }, data: { status: 'completed', endedAt: new Date(clock()) } });
      await log.append(tx, sessionId, {
        actor: { kind: 'staff', id: staffId },
        type: 'transfer.completed',
        payload: { transferId, from: staffId, to },
      });
      await dismiss(this.#core, tx, callId, staffId);
      if (staff !== undefined) await release(this.#core, tx, staff);
      this.#tell(tx, callId, to);
    });
  }

  /** Takes back whatever hand-over of the session is open; its row must be locked. */
  async cancelOpen(tx: Tx, sessionId: SessionId): Promise<void> {
    const open = await tx.transfer.findMany({ where: { sessionId, status: { in: OPEN } } });
    for (const transfer of open) await this.#close(tx, transfer, 'cancelled', SYSTEM);
  }

  /** Takes back what nobody answered in time. */
  async sweep(): Promise<void> {
    const { database, clock } = this.#core;
    const due = { status: 'requested', asksUntil: { lte: new Date(clock()) } };
    const transfers = await database.read((prisma) => prisma.transfer.findMany({ where: due, take: 100 }));
    for (const transfer of transfers) await this.#cancelRequested(transfer);
  }

  /** Takes back what a colleague is being asked whose page is gone. */
  async cancelAsking(staffId: StaffId): Promise<void> {
    const transfers = await this.#core.database.read((prisma) =>
      prisma.transfer.findMany({ where: { status: 'requested', toStaffId: staffId } }),
    );
    for (const transfer of transfers) await this.#cancelRequested(transfer);
  }

  async #cancelRequested({ id, sessionId }: Transfer): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId as SessionId);
      const transfer = await tx.transfer.findUniqueOrThrow({ where: { id } });
      if (transfer.status === 'requested') await this.#close(tx, transfer, 'cancelled', SYSTEM);
    });
  }

  async #close(tx: Tx, transfer: Transfer, status: 'declined' | 'cancelled', actor: Actor): Promise<void> {
    const { log, clock } = this.#core;
    const transferId = transfer.id as TransferId;
    const sessionId = transfer.sessionId as SessionId;
    const to = transfer.toStaffId as StaffId;
    const colleague = (await lockStaff(tx, [to])).get(to);
    await tx.transfer.update({ where: { id: transfer.id }, data: { status, endedAt: new Date(clock()) } });
    await log.append(
      tx,
      sessionId,
      status === 'declined'
        ? { actor, type: 'transfer.declined', payload: { transferId, by: to } }
        : { actor, type: 'transfer.cancelled', payload: { transferId } },
    );
    if (colleague?.status === 'ringing' || colleague?.status === 'busy') await release(this.#core, tx, colleague);
    if (transfer.status !== 'accepted') return;
    const call = await tx.call.findFirst({ where: { sessionId, status: 'live' } });
    if (call === null) return;
    await dismiss(this.#core, tx, call.id as CallId, to);
    this.#tell(tx, call.id as CallId, to);
  }

  #tell(tx: Tx, callId: CallId, staffId: StaffId): void {
    afterCommit(tx, () => {
      this.#core.changes.deskChanged(staffId);
      this.#kick(callId);
    });
  }

  async #sessionOf(transferId: TransferId, mine: (transfer: Transfer) => boolean): Promise<SessionId> {
    const transfer = await this.#core.database.read((prisma) => prisma.transfer.findUnique({ where: { id: transferId } }));
    if (transfer === null || !mine(transfer)) throw new AppError('not_found');
    return transfer.sessionId as SessionId;
  }
}
