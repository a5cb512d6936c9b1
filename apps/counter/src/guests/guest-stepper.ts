import { AppError, type NodeRunId } from '@guichet/protocol';
import type { z } from 'zod';
import type { Stepper } from '../flows/flow-steps.ts';
import type { Core } from '../sessions/core.ts';
import { lockGuest, requireAgreed } from './guest-consents.ts';
import type { Guest } from './guest-cookies.ts';
import { guestFlowView } from './guest-view.ts';

/** A guest who is in the call; at a step whose content they are not shown there is nothing for them to do (`forbidden`). */
export function guestStepper(core: Core, guest: Guest, nodeRunId: z.infer<typeof NodeRunId> | null = null): Stepper {
  return {
    actor: { kind: 'guest', id: guest.invitationId },
    roleIn: async (tx): Promise<'guest'> => {
      const { session, invitation } = await lockGuest(tx, guest);
      requireAgreed(invitation);
      const present = await tx.callParticipant.count({
        where: { invitationId: guest.invitationId, dismissedAt: null, call: { sessionId: guest.sessionId, status: 'live' } },
      });
      if (present === 0) throw new AppError('wrong_state');
      if (nodeRunId === null) return 'guest';
      const flow = await guestFlowView(core, tx, session, invitation);
      const step = flow?.current.find((open) => open.nodeRunId === nodeRunId);
      if (step !== undefined && step.actions.length === 0) throw new AppError('forbidden');
      return 'guest';
    },
    shows: async (tx, session) => {
      const invitation = await tx.flowInvitation.findUniqueOrThrow({ where: { invitationId: guest.invitationId } });
      return guestFlowView(core, tx, session, invitation);
    },
  };
}
