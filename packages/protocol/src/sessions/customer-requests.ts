import { z } from 'zod';
import { Nothing } from '../media/peer-requests.ts';
import { RoomPass } from '../media/room-token.ts';
import { MessageId } from '../wire/ids.ts';
import { Language } from '../wire/language.ts';
import type { NotificationTable, RequestTable } from '../wire/request.ts';
import { NetworkVerdict, PrecheckReport } from './precheck.ts';
import { STEP_DEADLINE_MS, STEP_RATE, StepAct, StepEscalate, StepReply } from './flow-requests.ts';
import { HEADS_AT_ONCE, SignedHead } from './signed-heads.ts';
import { ConsentDecision, ConsentKind } from './states.ts';
import { CustomerSessionView } from './views.ts';

/** socket.io namespace of a customer's page on the counter; the device-bound cookie names the session. */
export const CUSTOMER_NAMESPACE = '/customer';

/** RFC 7638 thumbprint (SHA-256, base64url) of the page's public key; the room token is bound to it. */
export const KeyThumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Chosen by the sender, so that a message sent again after a lost acknowledgement is one message. */
const ClientMessageId = MessageId;

const MODERATE = { perSecond: 2, burst: 10 };

export const customerRequests = {
  'session.get': { payload: Nothing, reply: CustomerSessionView, roles: ['customer'], rate: MODERATE, deadlineMs: 5_000 },
  'session.chooseLanguage': {
    payload: z.object({ language: Language }),
    reply: CustomerSessionView,
    roles: ['customer'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  'consent.decide': {
    payload: z.object({ kind: ConsentKind, textVersion: z.string().max(64), language: Language, decision: ConsentDecision }),
    reply: CustomerSessionView,
    roles: ['customer'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  /** A pass to a room in which one hears and sees only oneself. */
  'check.start': {
    payload: z.object({ pageKey: KeyThumbprint }),
    reply: RoomPass,
    roles: ['customer'],
    rate: { perSecond: 0.5, burst: 5 },
    deadlineMs: 10_000,
  },
  'check.report': {
    payload: PrecheckReport,
    reply: z.object({ verdict: NetworkVerdict }),
    roles: ['customer'],
    rate: { perSecond: 0.5, burst: 5 },
    deadlineMs: 5_000,
  },
  'ticket.take': {
    payload: Nothing,
    reply: CustomerSessionView,
    roles: ['customer'],
    rate: { perSecond: 0.5, burst: 5 },
    deadlineMs: 5_000,
  },
  'ticket.leave': {
    payload: Nothing,
    reply: CustomerSessionView,
    roles: ['customer'],
    rate: { perSecond: 0.5, burst: 5 },
    deadlineMs: 5_000,
  },
  'call.join': {
    payload: z.object({ pageKey: KeyThumbprint }),
    reply: RoomPass,
    roles: ['customer'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 10_000,
  },
  'chat.send': {
    payload: z.object({ messageId: ClientMessageId, text: z.string().trim().min(1).max(2_000) }),
    reply: Nothing,
    roles: ['customer'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 5_000,
  },
  /** Something done at a step of the session's flow. Throws `wrong_state` for a step that is over, held, or not this role's. */
  'step.act': { payload: StepAct, reply: StepReply, roles: ['customer'], rate: STEP_RATE, deadlineMs: STEP_DEADLINE_MS },
  /** Back to the step before, where the flow allows it. */
  'step.back': { payload: Nothing, reply: StepReply, roles: ['customer'], rate: MODERATE, deadlineMs: STEP_DEADLINE_MS },
  /** A person, please: leads a self-service flow to an agent, an agent's flow to a supervisor. */
  'step.escalate': { payload: StepEscalate, reply: StepReply, roles: ['customer'], rate: MODERATE, deadlineMs: STEP_DEADLINE_MS },
  /** The customer ends the session, from wherever it stands. */
  'session.end': { payload: Nothing, reply: CustomerSessionView, roles: ['customer'], rate: MODERATE, deadlineMs: 10_000 },
  'session.rate': {
    payload: z.object({ stars: z.number().int().min(1).max(5), comment: z.string().trim().max(1_000).nullable() }),
    reply: CustomerSessionView,
    roles: ['customer'],
    rate: { perSecond: 0.5, burst: 5 },
    deadlineMs: 5_000,
  },
  /** The signed heads after a number, in their order: for a page that has missed some. */
  'receipt.get': {
    payload: z.object({ after: z.number().int().nonnegative() }),
    reply: z.object({ heads: z.array(SignedHead).max(HEADS_AT_ONCE), logKey: z.string().max(512) }),
    roles: ['customer'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
} as const satisfies RequestTable;
export type CustomerRequests = typeof customerRequests;

export const customerNotifications = {
  'session.changed': CustomerSessionView,
  /** Another page of the same device took over; this one must not come back by itself. */
  'page.replaced': Nothing,
  /** Every ten seconds of a recorded call, and once more when it is over. */
  'head.signed': SignedHead,
} as const satisfies NotificationTable;
export type CustomerNotifications = typeof customerNotifications;
