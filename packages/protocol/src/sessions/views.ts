import { z } from 'zod';
import { LiveCheck } from '../checks/live-check.ts';
import { TrackSource } from '../media/room-token.ts';
import { RecordingTrouble } from '../media/quality.ts';
import {
  CallId,
  MessageId,
  OfferId,
  ParticipantId,
  RecordingId,
  ServiceTypeId,
  SessionId,
  StaffId,
  TransferId,
  WarningId,
} from '../wire/ids.ts';
import { PartyRole } from '../replay/party-role.ts';
import { Language, LocalText } from '../wire/language.ts';
import { StaffRole } from '../wire/roles.ts';
import { FlowView } from './flow-view.ts';
import { GuestView } from './guest-views.ts';
import { InvitationId } from './invitation-id.ts';
import { NetworkVerdict } from './precheck.ts';
import { AgentStatus, ConsentKind, OtherChannelKind, RecordingStatus, SessionEndReason, SessionStatus } from './states.ts';

const UnixMs = z.number().int().nonnegative();

/** The bank as customers see it. */
export const BankView = z.object({ name: LocalText, logoUrl: z.string().max(512).nullable() });

export const ServiceTypeView = z.object({
  id: ServiceTypeId,
  title: LocalText,
  summary: LocalText,
  expectedMinutes: z.number().int().positive(),
  /** What the customer should have at hand. */
  prepare: z.array(LocalText).max(8),
});
export type ServiceTypeView = z.infer<typeof ServiceTypeView>;

/** The text the customer accepts or refuses, in one language, with the version and hash that go into the log. */
export const NoticeView = z.object({
  kind: ConsentKind,
  textVersion: z.string().max(64),
  language: Language,
  title: z.string().max(200),
  summary: z.string().max(500),
  body: z.string().max(8_000),
  textHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type NoticeView = z.infer<typeof NoticeView>;

export const RecordingView = z.object({
  recordingId: RecordingId,
  status: RecordingStatus,
  trouble: RecordingTrouble.nullable(),
  startedAt: UnixMs.nullable(),
  /** When a packet of both parties was last known to be written. */
  lastWrittenAt: UnixMs.nullable(),
});
export type RecordingView = z.infer<typeof RecordingView>;

export const ChatMessage = z.object({
  messageId: MessageId,
  at: UnixMs,
  from: z.enum(['customer', 'staff', 'guest']),
  /** Which guest, where one sent it, and what the others may call them. */
  guest: z.object({ invitationId: InvitationId, displayName: z.string().max(100) }).optional(),
  /** Null once it was erased. */
  text: z.string().max(2_000).nullable(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const CallParty = z.object({
  participantId: ParticipantId,
  role: z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']),
  /** What the other side may call it: an agent's display name and staff number; the customer's masked name. */
  displayName: z.string().max(100),
  connected: z.boolean(),
  pausedSources: z.array(TrackSource),
});
export type CallParty = z.infer<typeof CallParty>;

export const CallView = z.object({
  callId: CallId,
  startedAt: UnixMs,
  held: z.boolean(),
  parties: z.array(CallParty),
});
export type CallView = z.infer<typeof CallView>;

export const TicketView = z.object({
  number: z.string().max(16),
  /** 1 is next. */
  place: z.number().int().positive(),
  /** Null when nobody with the skill is signed in, so that nothing can be promised; 0 while an agent is being rung. */
  expectedWaitMs: z.number().int().nonnegative().nullable(),
  /** An agent is being rung for this ticket. */
  ringing: z.boolean(),
});
export type TicketView = z.infer<typeof TicketView>;

/** All a customer's page needs to draw itself; sent whole after every change, `revision` grows. */
export const CustomerSessionView = z.object({
  sessionId: SessionId,
  /** Short number a person can read out, e.g. `S-1122-0007`. */
  number: z.string().max(32),
  revision: z.number().int().nonnegative(),
  status: SessionStatus,
  endReason: SessionEndReason.nullable(),
  language: Language,
  bank: BankView,
  serviceType: ServiceTypeView,
  notices: z.array(NoticeView),
  accepted: z.array(ConsentKind),
  otherChannels: z.array(z.object({ kind: OtherChannelKind, title: LocalText, detail: LocalText })),
  check: z.object({ verdict: NetworkVerdict }).nullable(),
  ticket: TicketView.nullable(),
  call: CallView.nullable(),
  recording: RecordingView.nullable(),
  chat: z.array(ChatMessage).max(500),
  /** What the customer can do something about, so that they are seen and heard. */
  hints: z.array(LiveCheck).max(12),
  receipt: z
    .object({
      endedAt: UnixMs,
      durationMs: z.number().int().nonnegative(),
      recordingHead: z.string().max(64).nullable(),
      chunks: z.number().int().nonnegative(),
      /** Nothing will be added to the recording any more: the head is the one that stays. False for the seconds in which it is being closed. */
      final: z.boolean(),
    })
    .nullable(),
  rated: z.boolean(),
  /** Where the session's flow stands, as the customer sees it; null for a session without one. */
  flow: FlowView.nullable(),
});
export type CustomerSessionView = z.infer<typeof CustomerSessionView>;

export const StaffView = z.object({
  staffId: StaffId,
  staffNumber: z.string().max(32),
  displayName: z.string().max(100),
  roles: z.array(StaffRole),
  skills: z.array(z.string().max(64)),
  language: Language,
});
export type StaffView = z.infer<typeof StaffView>;

/** A fact about the customer, masked by the server unless the viewer may see it. */
export const CustomerFact = z.object({ name: z.string().max(64), value: z.string().max(200), masked: z.boolean() });

export const QueueView = z.object({
  serviceTypeId: ServiceTypeId,
  title: LocalText,
  waiting: z.number().int().nonnegative(),
  longestWaitMs: z.number().int().nonnegative().nullable(),
  idleAgents: z.number().int().nonnegative(),
});
export type QueueView = z.infer<typeof QueueView>;

export const OfferView = z.object({
  offerId: OfferId,
  sessionId: SessionId,
  ticketNumber: z.string().max(16),
  serviceType: ServiceTypeView,
  waitedMs: z.number().int().nonnegative(),
  language: Language,
  customerName: z.string().max(100).nullable(),
  ringsUntil: UnixMs,
});
export type OfferView = z.infer<typeof OfferView>;

export const TransferView = z.object({
  transferId: TransferId,
  sessionId: SessionId,
  from: z.object({ staffId: StaffId, displayName: z.string().max(100) }),
  to: z.object({ staffId: StaffId, displayName: z.string().max(100) }),
  status: z.enum(['requested', 'accepted']),
  serviceType: ServiceTypeView,
  note: z.string().max(500).nullable(),
});
export type TransferView = z.infer<typeof TransferView>;

/** What a live check warns of. */
export const WarningView = z.object({
  warningId: WarningId,
  check: LiveCheck,
  /** Whose; null where it is of nobody alone. */
  participantId: ParticipantId.nullable(),
  role: PartyRole.nullable(),
  fromMs: UnixMs,
  /** Null while it goes on. */
  untilMs: UnixMs.nullable(),
});
export type WarningView = z.infer<typeof WarningView>;

/** The session an agent works on. */
export const WorkbenchView = z.object({
  sessionId: SessionId,
  number: z.string().max(32),
  status: SessionStatus,
  serviceType: ServiceTypeView,
  language: Language,
  customer: z.object({ displayName: z.string().max(100).nullable(), facts: z.array(CustomerFact) }),
  check: z.object({ verdict: NetworkVerdict }).nullable(),
  call: CallView.nullable(),
  recording: RecordingView.nullable(),
  transfer: TransferView.nullable(),
  /** Everybody who was invited, the earliest first. */
  guests: z.array(GuestView).max(50),
  chat: z.array(ChatMessage).max(500),
  /** Of live checks, in this call: those that go on, and the latest that are over; the newest first. */
  warnings: z.array(WarningView).max(40),
  /** The latest things that happened, newest first, for the live log. */
  log: z
    .array(
      z.object({
        seq: z.number().int(),
        at: UnixMs,
        type: z.string().max(64),
        detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      }),
    )
    .max(100),
  wrapUpSaved: z.boolean(),
  /** Where the session's flow stands, as its agent sees it. */
  flow: FlowView.nullable(),
});
export type WorkbenchView = z.infer<typeof WorkbenchView>;

/** All an agent's page needs; sent whole after every change, `revision` grows. */
export const DeskView = z.object({
  revision: z.number().int().nonnegative(),
  me: StaffView,
  status: AgentStatus,
  /** What the agent chose to become after the current call. */
  nextStatus: AgentStatus.nullable(),
  servedToday: z.number().int().nonnegative(),
  queues: z.array(QueueView),
  offer: OfferView.nullable(),
  incomingTransfer: TransferView.nullable(),
  workbench: WorkbenchView.nullable(),
});
export type DeskView = z.infer<typeof DeskView>;

/** A skill and what people call it; its own word where nobody has named it. */
export const SkillView = z.object({ skill: z.string().max(64), name: LocalText });
export type SkillView = z.infer<typeof SkillView>;

export const Colleague = z.object({
  staffId: StaffId,
  displayName: z.string().max(100),
  status: AgentStatus,
  skills: z.array(SkillView),
});
