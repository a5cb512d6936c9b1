import type { GuestRequests, GuestSessionView, Handlers } from '@guichet/protocol';
import type { CallPasses } from '../calls/call-passes.ts';
import type { FlowSteps } from '../flows/flow-steps.ts';
import type { Chat } from '../sessions/chat.ts';
import type { Core } from '../sessions/core.ts';
import type { GuestConsents } from './guest-consents.ts';
import type { Guest } from './guest-cookies.ts';
import { guestStepper } from './guest-stepper.ts';
import { readGuestView } from './guest-view.ts';

interface GuestParts {
  readonly consents: GuestConsents;
  readonly passes: CallPasses;
  readonly chat: Chat;
  readonly steps: FlowSteps;
}

/** What an invited person's page can ask for. Invitation and session are theirs by the cookie, so that no request names one. */
export function createGuestRequests(core: Core, { consents, passes, chat, steps }: GuestParts): Handlers<GuestRequests, Guest> {
  const after = async (guest: Guest, work: Promise<unknown>): Promise<GuestSessionView> => {
    await work;
    return readGuestView(core, guest);
  };
  return {
    'session.get': (_payload, guest) => readGuestView(core, guest),
    'session.chooseLanguage': ({ language }, guest) => after(guest, consents.chooseLanguage(guest, language)),
    'consent.decide': (input, guest) => after(guest, consents.decide(guest, input)),
    'call.join': ({ pageKey }, guest, signal) => passes.forGuest(guest, pageKey, signal),
    'chat.send': async ({ messageId, text }, guest) => {
      const stepper = guestStepper(core, guest);
      await chat.send(guest.sessionId, { messageId, text, actor: stepper.actor }, async (tx, session) => {
        await stepper.roleIn(tx, session);
      });
      return {};
    },
    'step.act': async (step, guest) => ({ flow: await steps.act(guest.sessionId, guestStepper(core, guest, step.nodeRunId), step) }),
    'step.back': async (_payload, guest) => ({ flow: await steps.back(guest.sessionId, guestStepper(core, guest)) }),
    'guest.leave': (_payload, guest) => after(guest, consents.leave(guest)),
  };
}
