import type { Language, StaffId, StaffView } from '@guichet/protocol';
import { afterCommit } from '../database/database.ts';
import type { Core } from '../sessions/core.ts';
import { staffView } from './staff-view.ts';

/** The language in which somebody reads: names of colleagues come in it from now on, on their desk too. */
export async function chooseLanguage({ database, changes }: Core, staffId: StaffId, language: Language): Promise<StaffView> {
  return database.transaction(async (tx) => {
    const row = await tx.staff.update({ where: { id: staffId }, data: { language } });
    afterCommit(tx, () => changes.deskChanged(staffId));
    return staffView(row);
  });
}
