import { type StaffMember, StaffNumber, type StaffRole } from '@guichet/protocol';

/** What stands in the form, before it is checked. */
export interface StaffDraft {
  readonly staffNumber: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly roles: readonly StaffRole[];
  readonly skills: readonly string[];
  readonly language: StaffMember['language'];
}

export type StaffProblem = 'missingNumber' | 'badNumber' | 'missingName' | 'missingRole' | 'keepAdmin';

export const draftOf = (member: StaffMember | null): StaffDraft => ({
  staffNumber: member?.staffNumber ?? '',
  nameZh: member?.names['zh-CN'] ?? '',
  nameEn: member?.names.en ?? '',
  roles: member?.roles ?? ['agent'],
  skills: member?.skills ?? [],
  language: member?.language ?? 'zh-CN',
});

/** What keeps the draft from being sent, first things first. */
export function problemOf(draft: StaffDraft, options: { readonly isNew: boolean; readonly isSelf: boolean }): StaffProblem | null {
  if (options.isNew && draft.staffNumber.trim() === '') return 'missingNumber';
  if (options.isNew && !StaffNumber.safeParse(draft.staffNumber.trim()).success) return 'badNumber';
  if (draft.nameZh.trim() === '') return 'missingName';
  if (draft.roles.length === 0) return 'missingRole';
  if (options.isSelf && !draft.roles.includes('admin')) return 'keepAdmin';
  return null;
}

export const factsOf = ({ nameZh, nameEn, roles, skills, language }: StaffDraft) => ({
  names: { 'zh-CN': nameZh.trim(), en: nameEn.trim() === '' ? null : nameEn.trim() },
  roles: [...roles],
  skills: [...skills],
  language,
});

/** Members whose name or number holds every word of the search. */
export function matchingMembers(members: readonly StaffMember[], search: string): readonly StaffMember[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return members.filter(({ names, staffNumber }) => {
    const text = `${names['zh-CN']} ${names.en ?? ''} ${staffNumber}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
