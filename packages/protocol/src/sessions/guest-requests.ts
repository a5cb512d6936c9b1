import { z } from 'zod';
import { Nothing } from '../media/peer-requests.ts';
import { RoomPass } from '../media/room-token.ts';
import { MessageId, ParticipantId } from '../wire/ids.ts';
import { Language, LocalText } from '../wire/language.ts';
import type { NotificationTable, RequestTable } from '../wire/request.ts';
import { KeyThumbprint } from './customer-requests.ts';
import { STEP_DEADLINE_MS, STEP_RATE, StepAct, StepReply } from './flow-requests.ts';
import { InvitationId } from './invitation-id.ts';
import { ConsentDecision, ConsentKind } from './states.ts';
import { CustomerSessionView } from './views.ts';

/** socket.io namespace of an invited person's page on the counter; their own device-bound cookie names the invitation. */
export const GUEST_NAMESPACE = '/guest';

const MODERATE = { perSecond: 2, burst: 10 };

/** Where a guest stands; what comes next for them follows from it. */
export const GuestStanding = z.enum([
  'entered', // the notice is before them
  'ready', // they agreed: a look at camera and microphone, then in
  'in_call', // they were let in
  'left', // they went; the way back is open
  'refused', // they do not want to be recorded. Final.
  'over', // the session has ended, or they are not wanted any more. Final.
]);
export type GuestStanding = z.infer<typeof GuestStanding>;

/**
 * All a guest's page needs to draw itself. It holds of the session what a guest has to do with: no customer's data, no queue, no message from before
 * they agreed, and of the flow's steps the content of those alone at which a guest acts.
 */
export const GuestSessionView = CustomerSessionView.pick({
  sessionId: true,
  number: true,
  revision: true,
  language: true,
  bank: true,
  serviceType: true,
  notices: true,
  call: true,
  recording: true,
  chat: true,
  flow: true,
}).extend({
  invitationId: InvitationId,
  standing: GuestStanding,
  /** As what they were asked in: spouse, guarantor … */
  role: z.string().max(32),
  /** What they were asked in for. */
  title: LocalText,
  /** Who they are among the parties of the call. */
  participantId: ParticipantId.nullable(),
});
export type GuestSessionView = z.infer<typeof GuestSessionView>;

/** Whatever a request is about, the counter checks that the invitation still holds. */
export const guestRequests = {
  'session.get': { payload: Nothing, reply: GuestSessionView, roles: ['guest'], rate: MODERATE, deadlineMs: 5_000 },
  /** Of this guest's own page: the session keeps the customer's. */
  'session.chooseLanguage': {
    payload: z.object({ language: Language }),
    reply: GuestSessionView,
    roles: ['guest'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  'consent.decide': {
    payload: z.object({ kind: ConsentKind, textVersion: z.string().max(64), language: Language, decision: ConsentDecision }),
    reply: GuestSessionView,
    roles: ['guest'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  /** A pass to the room of the call. Throws `consent_required` before they agreed. */
  'call.join': {
    payload: z.object({ pageKey: KeyThumbprint }),
    reply: RoomPass,
    roles: ['guest'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 10_000,
  },
  'chat.send': {
    payload: z.object({ messageId: MessageId, text: z.string().trim().min(1).max(2_000) }),
    reply: Nothing,
    roles: ['guest'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 5_000,
  },
  /** Something done at a step of the session's flow, by a guest who is in the call. */
  'step.act': { payload: StepAct, reply: StepReply, roles: ['guest'], rate: STEP_RATE, deadlineMs: STEP_DEADLINE_MS },
  'step.back': { payload: Nothing, reply: StepReply, roles: ['guest'], rate: MODERATE, deadlineMs: STEP_DEADLINE_MS },
  /** The guest leaves; the session goes on. */
  'guest.leave': { payload: Nothing, reply: GuestSessionView, roles: ['guest'], rate: MODERATE, deadlineMs: 10_000 },
} as const satisfies RequestTable;
export type GuestRequests = typeof guestRequests;

export const guestNotifications = {
  'session.changed': GuestSessionView,
  /** Another page of the same device took over; this one must not come back by itself. */
  'page.replaced': Nothing,
} as const satisfies NotificationTable;
export type GuestNotifications = typeof guestNotifications;
