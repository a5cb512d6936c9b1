import { z } from 'zod';
import { Nothing } from '../media/peer-requests.ts';
import { RoomPass } from '../media/room-token.ts';
import { MessageId, OfferId, SessionId, StaffId, TransferId } from '../wire/ids.ts';
import type { NotificationTable, RequestTable } from '../wire/request.ts';
import { EVERY_STAFF_ROLE } from '../wire/roles.ts';
import { KeyThumbprint } from './customer-requests.ts';
import { STEP_DEADLINE_MS, STEP_RATE, StepAct, StepEscalate, StepReply } from './flow-requests.ts';
import { InvitationId } from './invitation-id.ts';
import { ChosenAgentStatus } from './states.ts';
import { Colleague, DeskView } from './views.ts';

/** socket.io namespace of the staff's console on the counter; the login cookie names the person. */
export const STAFF_NAMESPACE = '/staff';

const MODERATE = { perSecond: 2, burst: 10 };
const InSession = z.object({ sessionId: SessionId });

/** Where a request names a session, the counter checks that it is the sender's own as well. */
export const staffRequests = {
  'desk.get': { payload: Nothing, reply: DeskView, roles: EVERY_STAFF_ROLE, rate: MODERATE, deadlineMs: 5_000 },
  'status.choose': {
    payload: z.object({ status: ChosenAgentStatus }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  'offer.accept': { payload: z.object({ offerId: OfferId }), reply: DeskView, roles: ['agent'], rate: MODERATE, deadlineMs: 10_000 },
  'offer.decline': { payload: z.object({ offerId: OfferId }), reply: DeskView, roles: ['agent'], rate: MODERATE, deadlineMs: 5_000 },
  'call.join': {
    payload: InSession.extend({ pageKey: KeyThumbprint }),
    reply: RoomPass,
    roles: ['agent'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 10_000,
  },
  'call.hold': { payload: InSession.extend({ held: z.boolean() }), reply: DeskView, roles: ['agent'], rate: MODERATE, deadlineMs: 5_000 },
  'call.end': { payload: InSession, reply: DeskView, roles: ['agent'], rate: MODERATE, deadlineMs: 10_000 },
  'chat.send': {
    payload: InSession.extend({ messageId: MessageId, text: z.string().trim().min(1).max(2_000) }),
    reply: Nothing,
    roles: ['agent'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 5_000,
  },
  'colleagues.list': {
    payload: Nothing,
    reply: z.object({ colleagues: z.array(Colleague).max(500) }),
    roles: ['agent', 'supervisor'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  /** Warm hand-over: the colleague joins, both stay until `transfer.complete`. */
  'transfer.request': {
    payload: InSession.extend({ to: StaffId, note: z.string().trim().max(500).nullable() }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  'transfer.cancel': {
    payload: z.object({ transferId: TransferId }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  'transfer.accept': {
    payload: z.object({ transferId: TransferId }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 10_000,
  },
  'transfer.decline': {
    payload: z.object({ transferId: TransferId }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
  /** The first agent leaves; the session is the colleague's. */
  'transfer.complete': {
    payload: z.object({ transferId: TransferId }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 10_000,
  },
  /** Takes an invitation back: its link opens nothing any more, and whoever came by it leaves the call. */
  'guest.revoke': {
    payload: InSession.extend({ invitationId: InvitationId }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 10_000,
  },
  /** Something done at a step of the session's flow. Throws `wrong_state` for a step that is over, held, or not this role's. */
  'step.act': {
    payload: InSession.extend(StepAct.shape),
    reply: StepReply,
    roles: ['agent', 'supervisor'],
    rate: STEP_RATE,
    deadlineMs: STEP_DEADLINE_MS,
  },
  /** Back to the step before, where the flow allows it. */
  'step.back': { payload: InSession, reply: StepReply, roles: ['agent', 'supervisor'], rate: MODERATE, deadlineMs: STEP_DEADLINE_MS },
  /** A person, please: leads a self-service flow to an agent, an agent's flow to a supervisor. */
  'step.escalate': {
    payload: InSession.extend(StepEscalate.shape),
    reply: StepReply,
    roles: ['agent', 'supervisor'],
    rate: MODERATE,
    deadlineMs: STEP_DEADLINE_MS,
  },
  'wrapUp.save': {
    payload: InSession.extend({ notes: z.string().trim().max(4_000), outcome: z.enum(['done', 'follow_up', 'not_done']) }),
    reply: DeskView,
    roles: ['agent'],
    rate: MODERATE,
    deadlineMs: 5_000,
  },
} as const satisfies RequestTable;
export type StaffRequests = typeof staffRequests;

export const staffNotifications = {
  'desk.changed': DeskView,
  /** Another page of the same person took over; this one must not come back by itself. */
  'page.replaced': Nothing,
  'signed.out': Nothing,
} as const satisfies NotificationTable;
export type StaffNotifications = typeof staffNotifications;
