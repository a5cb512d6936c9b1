import {
  type BankView,
  CallView,
  type ChatMessage,
  type CallParty,
  type Language,
  LocalText,
  RecordingStatus,
  RecordingTrouble,
  type RecordingView,
  ServiceTypeView,
  type SessionId,
  TrackSource,
} from '@guichet/protocol';
import { z } from 'zod';
import type { Tx } from '../../database/database.ts';
import type { Bank, Call, CallParticipant, PrismaClient, Recording, ServiceType, Staff } from '../../database/generated/client.ts';
import { CHAT_VALUE } from '../chat.ts';
import type { Core } from '../core.ts';
import { fromEventRow } from '../event-row.ts';
import { nameIn } from '../../staff/staff-view.ts';
import { maskName } from './masking.ts';
import { guestNameOf, type GuestNames } from '../../guests/guest-names.ts';
import { CUSTOMER_PREFIX } from '../session-opening.ts';

type Reader = Tx | PrismaClient;

const MAX_CHAT = 500;
const CUSTOMER_NAME = `${CUSTOMER_PREFIX}name`;

export const toBankView = (bank: Bank): z.infer<typeof BankView> => ({
  name: { 'zh-CN': bank.nameZh, en: bank.nameEn },
  logoUrl: bank.logoUrl,
});

export function toServiceTypeView(row: ServiceType): ServiceTypeView {
  return ServiceTypeView.parse({
    id: row.id,
    title: { 'zh-CN': row.titleZh, en: row.titleEn },
    summary: { 'zh-CN': row.summaryZh, en: row.summaryEn },
    expectedMinutes: row.expectedMinutes,
    prepare: z.array(LocalText).parse(row.prepare),
  });
}

export function toRecordingView(row: Recording): RecordingView {
  return {
    recordingId: row.id as RecordingView['recordingId'],
    status: RecordingStatus.parse(row.status),
    trouble: RecordingTrouble.nullable().parse(row.trouble),
    startedAt: row.startedAt.getTime(),
    lastWrittenAt: row.lastWrittenAt?.getTime() ?? null,
  };
}

/** The session's latest recording: a call that was moved to another node has more than one. */
export async function latestRecording(reader: Reader, sessionId: SessionId): Promise<Recording | null> {
  return reader.recording.findFirst({ where: { sessionId }, orderBy: { startedAt: 'desc' } });
}

/** The customer's name as staff see it; null for a customer whom the bank does not know. */
export async function maskedCustomerName(core: Core, reader: Reader, sessionId: SessionId): Promise<string | null> {
  const [name] = (await core.vault.revealAll(reader, sessionId, [CUSTOMER_NAME])).values();
  return typeof name?.value === 'string' ? maskName(name.value) : null;
}

const UNNAMED: LocalText = { 'zh-CN': '客户', en: 'Customer' };
/** What everybody calls the virtual agent. */
export const VIRTUAL_AGENT_NAME: LocalText = { 'zh-CN': '数字人', en: 'Virtual agent' };

/** An agent as customers and colleagues are told of them: in the language of whoever reads it. */
export function staffName(staff: Pick<Staff, 'displayName' | 'displayNameEn' | 'staffNumber'>, language: Language): string {
  const name = nameIn(language, staff);
  return (language === 'zh-CN' ? `${name}（工号 ${staff.staffNumber}）` : `${name} (No. ${staff.staffNumber})`).slice(0, 100);
}

/** The customer first, then the others as they were let in. */
const orderOf = ({ role, admittedAt }: CallParticipant): number => (role === 'customer' ? 0 : admittedAt.getTime());

/** What those who are not of the staff are called, in the reader's language. */
export interface PartyNames {
  readonly language: Language;
  readonly customer: string | null;
  readonly guests: GuestNames;
}

export type CallWithParties = Call & { readonly participants: readonly CallParticipant[] };

/** The call as its parties see it. Whoever was dismissed is no party any more; whoever lost the connection still is. */
export async function toCallView(reader: Reader, call: CallWithParties, names: PartyNames): Promise<CallView> {
  const parties = call.participants.filter(({ dismissedAt }) => dismissedAt === null);
  const staffIds = parties.flatMap(({ staffId }) => (staffId === null ? [] : [staffId]));
  const staff = await reader.staff.findMany({
    where: { id: { in: staffIds } },
    select: { id: true, displayName: true, displayNameEn: true, staffNumber: true },
  });
  return CallView.parse({
    callId: call.id,
    startedAt: call.startedAt.getTime(),
    held: call.held,
    parties: parties
      .toSorted((one, other) => orderOf(one) - orderOf(other) || one.id.localeCompare(other.id))
      .map((party): z.input<typeof CallParty> => {
        const person = staff.find(({ id }) => id === party.staffId);
        return {
          participantId: party.id,
          role: z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']).parse(party.role),
          displayName: (person === undefined ? unnamed(party, names) : staffName(person, names.language)).slice(0, 100),
          connected: party.status === 'connected',
          pausedSources: party.pausedSources.map((source) => TrackSource.parse(source)),
        };
      }),
  });
}

/** Whoever is not of the staff. */
export function unnamed({ role, invitationId }: CallParticipant, { language, customer, guests }: PartyNames): string {
  if (role === 'virtual_agent') return VIRTUAL_AGENT_NAME[language];
  if (role === 'guest') return guestNameOf(guests, invitationId, language);
  return customer ?? UNNAMED[language];
}

/** The latest messages, oldest first; null where a text was erased. */
export async function readChat(core: Core, reader: Reader, sessionId: SessionId, guests: GuestNames): Promise<ChatMessage[]> {
  const rows = await reader.sessionEvent.findMany({ where: { sessionId, type: 'chat.sent' }, orderBy: { seq: 'desc' }, take: MAX_CHAT });
  if (rows.length === 0) return [];
  const texts = await core.vault.revealAll(reader, sessionId, [CHAT_VALUE]);
  return rows.toReversed().flatMap((row): ChatMessage[] => {
    const event = fromEventRow(row);
    if (event.type !== 'chat.sent') return [];
    const text = texts.get(event.payload.text)?.value;
    const { actor } = event;
    const from = actor.kind === 'customer' || actor.kind === 'guest' ? actor.kind : 'staff';
    const message: ChatMessage = { messageId: event.payload.messageId, at: event.at, from, text: typeof text === 'string' ? text : null };
    if (actor.kind !== 'guest') return [message];
    return [{ ...message, guest: { invitationId: actor.id, displayName: guests.get(actor.id) ?? '' } }];
  });
}
