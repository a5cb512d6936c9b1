import {
  AppError,
  type CallId,
  type DeskView,
  type Handlers,
  type StaffId,
  type StaffRequests,
  type StaffView,
  withDeadline,
} from '@guichet/protocol';
import { acceptOffer } from '../calls/accept-offer.ts';
import { holdCall } from '../calls/call-hold.ts';
import type { CallMedia } from '../calls/call-media.ts';
import type { CallPasses } from '../calls/call-passes.ts';
import { requireInvolved } from '../calls/ownership.ts';
import type { SessionEnding } from '../calls/session-ending.ts';
import type { Transfers } from '../calls/transfers.ts';
import { saveWrapUp } from '../calls/wrap-up.ts';
import type { FlowSteps } from '../flows/flow-steps.ts';
import { staffStepper } from '../flows/stepper.ts';
import type { Invitations } from '../guests/invitations.ts';
import { chooseStatus } from '../queue/agent-status.ts';
import { declineOffer } from '../queue/offers.ts';
import type { Chat } from './chat.ts';
import type { Core } from './core.ts';
import { isFinal } from './session-projection.ts';
import { readColleagues, readDesk } from './views/desk-view.ts';

export interface StaffContext {
  readonly staff: StaffView;
}

export interface StaffParts {
  readonly calls: CallMedia;
  readonly passes: CallPasses;
  readonly transfers: Transfers;
  readonly chat: Chat;
  readonly ending: SessionEnding;
  readonly steps: FlowSteps;
  readonly invitations: Invitations;
}

/** How long an answer waits for the media node. What it has not done by then is done later: the rows say so. */
const NODE_PATIENCE_MS = 3_000;

/** What a staff member's page can ask for. Whose the session, offer or hand-over is, is checked in the transaction that changes it. */
export function createStaffRequests(core: Core, parts: StaffParts): Handlers<StaffRequests, StaffContext> {
  const { transfers } = parts;
  const after = async (staffId: StaffId, work: Promise<unknown>): Promise<DeskView> => {
    await work;
    return (await readDesk(core, staffId)).view;
  };
  const settled = async (callId: CallId): Promise<void> => {
    // The decision is committed; a node that is slow or away does not take it back.
    await withDeadline(NODE_PATIENCE_MS, () => parts.calls.settle(callId)).catch((error: unknown) => {
      core.logger.warn({ callId, code: AppError.from(error).code }, 'a call is not settled with its node yet');
    });
  };

  return {
    'desk.get': (_payload, { staff }) => after(staff.staffId, Promise.resolve()),
    'status.choose': ({ status }, { staff }) => after(staff.staffId, chooseStatus(core, staff.staffId, status)),
    'offer.accept': ({ offerId }, { staff }) => after(staff.staffId, acceptOffer(core, staff.staffId, offerId).then(settled)),
    'offer.decline': ({ offerId }, { staff }) => after(staff.staffId, declineOffer(core, staff.staffId, offerId)),
    'call.join': ({ sessionId, pageKey }, { staff }, signal) => parts.passes.forAgent(staff.staffId, sessionId, pageKey, signal),
    'call.hold': ({ sessionId, held }, { staff }) => after(staff.staffId, holdCall(core, staff.staffId, sessionId, held).then(settled)),
    'call.end': ({ sessionId }, { staff: { staffId } }) =>
      after(
        staffId,
        parts.ending.end(sessionId, { kind: 'staff', id: staffId }, 'agent_ended', (_tx, session) => {
          if (session.agentId !== staffId) throw new AppError('not_found');
          if (session.status !== 'in_call' && !isFinal(session.status)) throw new AppError('wrong_state');
          return true;
        }),
      ),
    'chat.send': async ({ sessionId, messageId, text }, { staff: { staffId } }) => {
      await parts.chat.send(sessionId, { messageId, text, actor: { kind: 'staff', id: staffId } }, (tx, session) =>
        requireInvolved(tx, staffId, session),
      );
      return {};
    },
    'colleagues.list': async (_payload, { staff }) => ({ colleagues: await readColleagues(core, staff.staffId) }),
    'transfer.request': ({ sessionId, to, note }, { staff }) => after(staff.staffId, transfers.request(staff.staffId, sessionId, to, note)),
    'transfer.cancel': ({ transferId }, { staff }) => after(staff.staffId, transfers.cancel(staff.staffId, transferId)),
    'transfer.accept': ({ transferId }, { staff }) => after(staff.staffId, transfers.accept(staff.staffId, transferId)),
    'transfer.decline': ({ transferId }, { staff }) => after(staff.staffId, transfers.decline(staff.staffId, transferId)),
    'transfer.complete': ({ transferId }, { staff }) => after(staff.staffId, transfers.complete(staff.staffId, transferId)),
    'guest.revoke': ({ sessionId, invitationId }, { staff: { staffId } }) =>
      after(staffId, parts.invitations.revoke(staffId, sessionId, invitationId)),
    'step.act': async ({ sessionId, ...step }, { staff }) => ({
      flow: await parts.steps.act(sessionId, staffStepper(staff, step.nodeRunId), step),
    }),
    'step.back': async ({ sessionId }, { staff }) => ({ flow: await parts.steps.back(sessionId, staffStepper(staff)) }),
    'step.escalate': async ({ sessionId, reason }, { staff }) => ({
      flow: await parts.steps.escalate(sessionId, staffStepper(staff), reason),
    }),
    'wrapUp.save': (payload, { staff }) => after(staff.staffId, saveWrapUp(core, staff.staffId, payload)),
  };
}
