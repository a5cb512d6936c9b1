import type { InvitationId, Language, LocalText, SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { maskName } from '../sessions/views/masking.ts';

/** Under which name the vault keeps what a guest is called. */
export const GUEST_NAME_VALUE = 'guest.name';

const ROLES: Readonly<Record<string, LocalText>> = {
  spouse: { 'zh-CN': '配偶', en: 'Spouse' },
  guardian: { 'zh-CN': '监护人', en: 'Guardian' },
  co_owner: { 'zh-CN': '共有人', en: 'Co-owner' },
  guarantor: { 'zh-CN': '担保人', en: 'Guarantor' },
  insured: { 'zh-CN': '被保险人', en: 'Insured person' },
  adviser: { 'zh-CN': '顾问', en: 'Adviser' },
  interpreter: { 'zh-CN': '翻译', en: 'Interpreter' },
  witness: { 'zh-CN': '见证人', en: 'Witness' },
};
const GUEST: LocalText = { 'zh-CN': '第三方', en: 'Guest' };

/** What everybody in a call, and whoever replays it, calls its guests: the name masked as a customer's is, and what they are to the business. */
export type GuestNames = ReadonlyMap<string, string>;

export const NO_GUESTS: GuestNames = new Map();

/** By invitation. */
export async function readGuestNames(core: Core, reader: Tx | PrismaClient, sessionId: SessionId, language: Language): Promise<GuestNames> {
  const rows = await reader.flowInvitation.findMany({
    where: { sessionId },
    select: { invitationId: true, role: true, nameCommitment: true },
  });
  if (rows.length === 0) return NO_GUESTS;
  const names = await core.vault.revealAll(reader, sessionId, [GUEST_NAME_VALUE]);
  return new Map(
    rows.map(({ invitationId, role, nameCommitment }) => {
      const name = names.get(nameCommitment ?? '')?.value;
      return [invitationId, calledAs(typeof name === 'string' ? name : null, role, language)];
    }),
  );
}

function calledAs(name: string | null, role: string, language: Language): string {
  const as = (ROLES[role] ?? GUEST)[language];
  if (name === null) return as;
  return language === 'zh-CN' ? `${maskName(name)}（${as}）` : `${maskName(name)} (${as})`;
}

/** Somebody whose invitation says nothing of them any more is a guest all the same. */
export const guestNameOf = (names: GuestNames, invitationId: InvitationId | string | null, language: Language): string =>
  names.get(invitationId ?? '') ?? GUEST[language];
