import type { CustomerRequests, CustomerSessionView, Handlers, SessionId } from '@guichet/protocol';
import type { CallPasses } from '../calls/call-passes.ts';
import type { CheckRooms } from '../calls/check-rooms.ts';
import type { SessionEnding } from '../calls/session-ending.ts';
import type { FlowSteps } from '../flows/flow-steps.ts';
import { customerStepper } from '../flows/stepper.ts';
import { leaveQueue, takeTicket } from '../queue/tickets.ts';
import type { Chat } from './chat.ts';
import type { Consents } from './consent.ts';
import type { Core } from './core.ts';
import { reportCheck } from './device-check.ts';
import { rateSession } from './rating.ts';
import { readCustomerView } from './views/customer-view.ts';

/** The customer whose device it is; the session is theirs by the cookie, so that no request names one. */
export interface CustomerContext {
  readonly sessionId: SessionId;
}

export interface CustomerParts {
  readonly consents: Consents;
  readonly checkRooms: CheckRooms;
  readonly passes: CallPasses;
  readonly chat: Chat;
  readonly ending: SessionEnding;
  readonly steps: FlowSteps;
}

/** All but the receipt, which the edge itself hands out. */
export type SessionRequests = Omit<CustomerRequests, 'receipt.get'>;

/** What a customer's page can ask for. */
export function createCustomerRequests(core: Core, parts: CustomerParts): Handlers<SessionRequests, CustomerContext> {
  const actor = { kind: 'customer' } as const;
  const after = async (sessionId: SessionId, work: Promise<unknown>): Promise<CustomerSessionView> => {
    await work;
    return readCustomerView(core, sessionId);
  };

  return {
    'session.get': (_payload, { sessionId }) => readCustomerView(core, sessionId),
    'session.chooseLanguage': ({ language }, { sessionId }) => after(sessionId, parts.consents.chooseLanguage(sessionId, language)),
    'consent.decide': (payload, { sessionId }) => after(sessionId, parts.consents.decide(sessionId, payload)),
    'check.start': ({ pageKey }, { sessionId }) => parts.checkRooms.start(sessionId, pageKey),
    'check.report': async (report, { sessionId }) => ({ verdict: await reportCheck(core, parts.checkRooms, sessionId, report) }),
    'ticket.take': (_payload, { sessionId }) => after(sessionId, takeTicket(core, sessionId)),
    'ticket.leave': (_payload, { sessionId }) => after(sessionId, leaveQueue(core, sessionId)),
    'call.join': ({ pageKey }, { sessionId }, signal) => parts.passes.forCustomer(sessionId, pageKey, signal),
    'chat.send': async ({ messageId, text }, { sessionId }) => {
      await parts.chat.send(sessionId, { messageId, text, actor }, () => undefined);
      return {};
    },
    'session.end': (_payload, { sessionId }) =>
      after(
        sessionId,
        parts.ending.end(sessionId, actor, 'customer_left', () => true),
      ),
    'step.act': async (step, { sessionId }) => ({ flow: await parts.steps.act(sessionId, customerStepper, step) }),
    'step.back': async (_payload, { sessionId }) => ({ flow: await parts.steps.back(sessionId, customerStepper) }),
    'step.escalate': async ({ reason }, { sessionId }) => ({ flow: await parts.steps.escalate(sessionId, customerStepper, reason) }),
    'session.rate': (rating, { sessionId }) => after(sessionId, rateSession(core, sessionId, rating)),
  };
}
