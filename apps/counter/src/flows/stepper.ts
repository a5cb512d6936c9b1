import { AppError, FlowActorRole, type StaffView } from '@guichet/protocol';
import { requireInvolved } from '../calls/ownership.ts';
import type { Stepper } from './flow-steps.ts';

/** The customer whose device it is. */
export const customerStepper: Stepper = { actor: { kind: 'customer' }, roleIn: () => 'customer' };

/**
 * A member of staff: the agent who serves the session, or was let into its call. A supervisor who does not serve it checks what another has done
 * (four eyes) at the step that the flow has put before them. To anybody else the session does not exist.
 */
export function staffStepper({ staffId, roles }: StaffView, nodeRunId: string | null = null): Stepper {
  return {
    actor: { kind: 'staff', id: staffId },
    roleIn: async (tx, session) => {
      const involved = await requireInvolved(tx, staffId, session).then(
        () => true,
        (error: unknown) => {
          if (AppError.from(error).code !== 'not_found') throw error;
          return false;
        },
      );
      if (involved) return 'agent';
      const task =
        nodeRunId === null || !roles.includes('supervisor')
          ? null
          : await tx.flowTask.findFirst({ where: { sessionId: session.id, nodeRunId, endedAt: null } });
      if (task === null) throw new AppError('not_found');
      return FlowActorRole.parse(task.role);
    },
  };
}
