import type { PayloadOf, StaffId, StaffRequests } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import { lockOneStaff, setStatus } from './staff-row.ts';

type ChosenStatus = PayloadOf<StaffRequests['status.choose']>['status'];

/**
 * What an agent chooses to be. Whoever is rung or in a call becomes it afterwards; whoever still owes the notes of a call can leave, but is
 * not idle before they are written.
 */
export async function chooseStatus(core: Core, staffId: StaffId, chosen: ChosenStatus): Promise<void> {
  await core.database.transaction(async (tx) => {
    const staff = await lockOneStaff(tx, staffId);
    if (staff.status === 'ringing' || staff.status === 'busy') {
      await setStatus(core, tx, staffId, { status: staff.status, since: staff.statusSince, nextStatus: chosen === 'idle' ? null : chosen });
      return;
    }
    const owesNotes = (await tx.session.count({ where: { agentId: staffId, wrapUpDue: true } })) > 0;
    if (owesNotes && chosen !== 'offline') {
      const since = staff.status === 'wrap_up' ? staff.statusSince : core.clock();
      await setStatus(core, tx, staffId, { status: 'wrap_up', since, nextStatus: chosen === 'idle' ? null : chosen });
      return;
    }
    // Whoever is idle already keeps their turn.
    if (staff.status === chosen) return;
    await setStatus(core, tx, staffId, { status: chosen, nextStatus: null });
  });
}
