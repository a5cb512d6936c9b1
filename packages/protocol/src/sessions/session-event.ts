import { z } from 'zod';
import { warningEvents } from '../checks/warning-events.ts';
import { LeaveReason } from '../media/peer-notifications.ts';
import { AppliedSettings, NetworkSample, RecordingTrouble } from '../media/quality.ts';
import { TrackSource } from '../media/room-token.ts';
import { MediaKind } from '../media/rtp.ts';
import {
  ApiClientId,
  CallId,
  MessageId,
  NodeId,
  OfferId,
  ParticipantId,
  RecordingId,
  RoomId,
  ServiceTypeId,
  SessionId,
  StaffId,
  TicketId,
  TrackId,
  TransferId,
} from '../wire/ids.ts';
import { Language } from '../wire/language.ts';
import { Commitment } from './commitment.ts';
import { compositionEvents } from './composition-events.ts';
import { flowMoves, flowNotes } from './flow-events.ts';
import { NetworkVerdict } from './precheck.ts';
import { InvitationId } from './invitation-id.ts';
import { retentionEvents } from './retention-events.ts';
import { reviewEvents } from './review-events.ts';
import { sealEvents } from './seal-events.ts';
import { ConsentDecision, ConsentKind, SessionEndReason } from './states.ts';

/** Format of the log; a reader refuses a higher one. */
export const SESSION_EVENT_VERSION = 1;

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const UnixMs = z.number().int().nonnegative();
const Device = z.object({ browser: z.string().max(64), os: z.string().max(64), mobile: z.boolean() });
/** Which text, to the letter. */
const noticeText = { kind: ConsentKind, textVersion: z.string().max(64), textHash: Sha256Hex, language: Language };

/** Every type of event and what it says. Past tense; personal values only as commitments. */
export const sessionEventPayloads = {
  'session.opened': z.object({
    serviceTypeId: ServiceTypeId,
    language: Language,
    openedBy: z.union([ApiClientId, z.literal('customer')]),
    expiresAt: UnixMs,
    /** Of the bank, where its system named one. */
    branch: z.string().max(64).optional(),
    /** One commitment for each thing the bank said it knows (`name`, `phone`, `customerNumber` …). */
    customer: z.record(z.string().max(64), Commitment),
  }),
  'session.entered': z.object({ device: Device }),
  'session.language_chosen': z.object({ language: Language }),
  'notice.shown': z.object(noticeText),
  'consent.decided': z.object({ ...noticeText, decision: ConsentDecision }),
  'channel.offered': z.object({ kinds: z.array(z.enum(['branch', 'phone', 'web'])) }),
  'check.reported': z.object({
    verdict: NetworkVerdict,
    camera: z.boolean(),
    microphone: z.boolean(),
    speaker: z.boolean().nullable(),
    network: NetworkSample.nullable(),
  }),
  'ticket.issued': z.object({ ticketId: TicketId, number: z.string().max(16), place: z.number().int().positive() }),
  'ticket.left': z.object({ ticketId: TicketId }),
  'offer.made': z.object({ offerId: OfferId, ticketId: TicketId, staffId: StaffId, ringMs: z.number().int().positive() }),
  'offer.accepted': z.object({ offerId: OfferId, staffId: StaffId }),
  'offer.declined': z.object({ offerId: OfferId, staffId: StaffId }),
  'offer.timed_out': z.object({ offerId: OfferId, staffId: StaffId }),
  'offer.withdrawn': z.object({ offerId: OfferId, staffId: StaffId }),
  'call.started': z.object({ callId: CallId, nodeId: NodeId, roomId: RoomId, recordingId: RecordingId }),
  'call.participant_admitted': z.object({
    callId: CallId,
    participantId: ParticipantId,
    role: z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']),
    staffId: StaffId.nullable(),
    /** Of a guest: by which of a flow's invitations they came. */
    invitationId: z.string().max(64).optional(),
  }),
  'call.participant_joined': z.object({ callId: CallId, participantId: ParticipantId }),
  'call.participant_disconnected': z.object({ callId: CallId, participantId: ParticipantId }),
  'call.participant_resumed': z.object({ callId: CallId, participantId: ParticipantId, awayMs: z.number().int().nonnegative() }),
  'call.participant_replaced': z.object({ callId: CallId, participantId: ParticipantId }),
  'call.participant_left': z.object({ callId: CallId, participantId: ParticipantId, reason: LeaveReason }),
  /** A link for a third party was made. What it is worth ends with `expiresAt`, with its first use, by `guest.revoked`, and with the session. */
  'guest.invited': z.object({
    invitationId: InvitationId,
    nodeRunId: z.string().max(200),
    /** What they are to the business: spouse, guarantor … */
    role: z.string().max(32),
    name: Commitment.nullable(),
    expiresAt: UnixMs,
  }),
  'guest.entered': z.object({ invitationId: InvitationId, device: Device }),
  'guest.notice_shown': z.object({ invitationId: InvitationId, ...noticeText }),
  /** On the recording of their own voice and picture: nothing of theirs is captured before. */
  'guest.consent_decided': z.object({ invitationId: InvitationId, ...noticeText, decision: ConsentDecision }),
  /** They went; they may come back with the same device. */
  'guest.left': z.object({ invitationId: InvitationId }),
  /** Whether they had come or not: from now on the invitation is worth nothing. */
  'guest.revoked': z.object({ invitationId: InvitationId }),
  'call.held': z.object({ callId: CallId }),
  'call.unheld': z.object({ callId: CallId }),
  /** Where it goes on. Under a new recording only on another node, whose journal is another one. */
  'call.moved': z.object({
    callId: CallId,
    reason: z.enum(['worker_restarted', 'node_restarted', 'node_away']),
    nodeId: NodeId,
    roomId: RoomId,
    recordingId: RecordingId,
  }),
  'call.ended': z.object({ callId: CallId }),
  'transfer.requested': z.object({ transferId: TransferId, from: StaffId, to: StaffId }),
  'transfer.accepted': z.object({ transferId: TransferId, by: StaffId }),
  'transfer.declined': z.object({ transferId: TransferId, by: StaffId }),
  'transfer.completed': z.object({ transferId: TransferId, from: StaffId, to: StaffId }),
  'transfer.cancelled': z.object({ transferId: TransferId }),
  'track.published': z.object({
    callId: CallId,
    participantId: ParticipantId,
    trackId: TrackId,
    kind: MediaKind,
    source: TrackSource,
    mimeType: z.string().max(64),
  }),
  'track.settings_applied': z.object({ callId: CallId, participantId: ParticipantId, trackId: TrackId, settings: AppliedSettings }),
  'track.paused': z.object({ callId: CallId, participantId: ParticipantId, trackId: TrackId, source: TrackSource }),
  'track.resumed': z.object({ callId: CallId, participantId: ParticipantId, trackId: TrackId, source: TrackSource }),
  'track.closed': z.object({ callId: CallId, participantId: ParticipantId, trackId: TrackId, source: TrackSource }),
  'quality.sampled': z.object({ callId: CallId, participantId: ParticipantId, sample: NetworkSample }),
  'chat.sent': z.object({ messageId: MessageId, text: Commitment }),
  'recording.started': z.object({ recordingId: RecordingId }),
  'recording.confirmed': z.object({ recordingId: RecordingId }),
  'recording.degraded': z.object({ recordingId: RecordingId, trouble: RecordingTrouble }),
  'recording.recovered': z.object({ recordingId: RecordingId }),
  'recording.stopped': z.object({ recordingId: RecordingId, trouble: RecordingTrouble.nullable() }),
  'recording.chunk_closed': z.object({
    recordingId: RecordingId,
    seq: z.number().int().positive(),
    sizeBytes: z.number().int().nonnegative(),
    head: Sha256Hex,
    signature: z.string().max(128),
  }),
  'recording.gap_found': z.object({
    recordingId: RecordingId,
    trackId: TrackId.nullable(),
    fromMs: UnixMs,
    toMs: UnixMs,
    trouble: RecordingTrouble,
  }),
  'recording.muxed': z.object({
    recordingId: RecordingId,
    sizeBytes: z.number().int().nonnegative(),
    hash: Sha256Hex,
    durationMs: z.number().int().nonnegative(),
  }),
  'recording.failed': z.object({ recordingId: RecordingId, reason: z.string().max(200) }),
  ...warningEvents,
  ...compositionEvents,
  'session.ended': z.object({ reason: SessionEndReason }),
  'wrap_up.saved': z.object({ staffId: StaffId, notes: Commitment, outcome: z.enum(['done', 'follow_up', 'not_done']) }),
  'session.rated': z.object({ stars: z.number().int().min(1).max(5), comment: Commitment.nullable() }),
  ...reviewEvents,
  ...retentionEvents,
  ...sealEvents,
  ...flowMoves,
  ...flowNotes,
} as const satisfies Record<string, z.ZodType>;

export type SessionEventType = keyof typeof sessionEventPayloads;
export type SessionEventPayload<Type extends SessionEventType> = z.infer<(typeof sessionEventPayloads)[Type]>;

/** Who did it. A node or the system itself is an actor too. */
export const Actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('customer') }),
  z.object({ kind: z.literal('guest'), id: InvitationId }),
  z.object({ kind: z.literal('staff'), id: StaffId }),
  z.object({ kind: z.literal('bank'), id: ApiClientId }),
  z.object({ kind: z.literal('node'), id: NodeId }),
  z.object({ kind: z.literal('system') }),
]);
export type Actor = z.infer<typeof Actor>;

const Envelope = z.object({
  version: z.literal(SESSION_EVENT_VERSION),
  sessionId: SessionId,
  /** 1, 2, 3 … without a hole in a session. */
  seq: z.number().int().positive(),
  /** The counter's wall clock when it was written, Unix milliseconds. */
  at: UnixMs,
  /** The recorder's wall clock of the moment it speaks of, where a recording runs; else null. */
  mediaAt: UnixMs.nullable(),
  actor: Actor,
  /** Hash of the event before; 64 zeros for the first. */
  previousHash: Sha256Hex,
  /** SHA-256 over the canonical JSON (RFC 8785) of all the other members. */
  hash: Sha256Hex,
});

/** One entry of the one log. Discriminated by `type`; `parseSessionEvent` checks the payload as well. */
export type SessionEvent = {
  [Type in SessionEventType]: z.infer<typeof Envelope> & { type: Type; payload: SessionEventPayload<Type> };
}[SessionEventType];

const AnyType = z.enum(Object.keys(sessionEventPayloads) as [SessionEventType, ...SessionEventType[]]);
const Untyped = Envelope.extend({ type: AnyType, payload: z.unknown() });

/** Checks an event that comes from a database or a file; throws ZodError. */
export function parseSessionEvent(value: unknown): SessionEvent {
  const event = Untyped.parse(value);
  return { ...event, payload: sessionEventPayloads[event.type].parse(event.payload) } as SessionEvent;
}

/** The schema of an event as it crosses the wire. */
export const SessionEventSchema = z.unknown().transform((value, context): SessionEvent => {
  try {
    return parseSessionEvent(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'not a session event' });
    return z.NEVER;
  }
});
