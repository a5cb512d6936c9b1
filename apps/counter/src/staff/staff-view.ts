import { Language, StaffId, StaffRole, type StaffView } from '@guichet/protocol';
import type { Staff } from '../database/generated/client.ts';

/** A member of staff as everyone in the house may see them. */
export function staffView(row: Pick<Staff, 'id' | 'staffNumber' | 'displayName' | 'roles' | 'skills' | 'language'>): StaffView {
  return {
    staffId: StaffId.parse(row.id),
    staffNumber: row.staffNumber,
    displayName: row.displayName,
    roles: row.roles.map((role) => StaffRole.parse(role)),
    skills: [...row.skills],
    language: Language.parse(row.language),
  };
}
