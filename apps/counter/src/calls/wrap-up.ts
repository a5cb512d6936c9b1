import { AppError, type PayloadOf, type StaffId, type StaffRequests } from '@guichet/protocol';
import { lockOneStaff, release } from '../queue/staff-row.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';

export const NOTES_VALUE = 'wrap_up.notes';

/** Keeps the notes of a call that is over; then its agent is free. Throws `not_found`, `wrong_state`. */
export async function saveWrapUp(core: Core, staffId: StaffId, input: PayloadOf<StaffRequests['wrapUp.save']>): Promise<void> {
  const { database, log, vault } = core;
  const { sessionId, outcome } = input;
  await database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    if (session.agentId !== staffId) throw new AppError('not_found');
    if (session.status !== 'ended' || !session.wrapUpDue) throw new AppError('wrong_state');
    const notes = await vault.commit(tx, sessionId, NOTES_VALUE, input.notes);
    await log.append(tx, sessionId, { actor: { kind: 'staff', id: staffId }, type: 'wrap_up.saved', payload: { staffId, notes, outcome } });

    const staff = await lockOneStaff(tx, staffId);
    const owesMore = (await tx.session.count({ where: { agentId: staffId, wrapUpDue: true } })) > 0;
    if (staff.status === 'wrap_up' && !owesMore) await release(core, tx, staff);
  });
}
