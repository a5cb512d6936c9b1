import { Language, StaffId, StaffRole, type StaffView } from '@guichet/protocol';
import type { Staff } from '../database/generated/client.ts';

/** What a member of staff is called by somebody who reads this language. */
export function nameIn(language: Language, row: Pick<Staff, 'displayName' | 'displayNameEn'>): string {
  return language === 'zh-CN' ? row.displayName : (row.displayNameEn ?? row.displayName);
}

type Shown = Pick<Staff, 'id' | 'staffNumber' | 'displayName' | 'displayNameEn' | 'roles' | 'skills' | 'language'>;

/** A member of staff as everyone in the house may see them, named in their own language. */
export function staffView(row: Shown): StaffView {
  const language = Language.parse(row.language);
  return {
    staffId: StaffId.parse(row.id),
    staffNumber: row.staffNumber,
    displayName: nameIn(language, row),
    roles: row.roles.map((role) => StaffRole.parse(role)),
    skills: [...row.skills],
    language,
  };
}
