import type { FlowPersonView, Language, StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { nameIn } from './staff-view.ts';

/** What these members of staff are called by somebody who reads this language. */
export async function namesOf(
  reader: Tx | PrismaClient,
  ids: readonly (string | null)[],
  language: Language,
): Promise<(id: string | null) => string | null> {
  const rows = await reader.staff.findMany({
    where: { id: { in: [...new Set(ids)].flatMap((id) => id ?? []) } },
    select: { id: true, displayName: true, displayNameEn: true },
  });
  const names = new Map(rows.map((row) => [row.id, nameIn(language, row)]));
  return (id) => (id === null ? null : (names.get(id) ?? null));
}

/** The same as people with their names; nobody for null. */
export async function peopleOf(
  reader: Tx | PrismaClient,
  ids: readonly (string | null)[],
  language: Language,
): Promise<(id: string | null) => FlowPersonView | null> {
  const nameOf = await namesOf(reader, ids, language);
  return (id) => (id === null ? null : { staffId: id as StaffId, name: nameOf(id) ?? '' });
}
