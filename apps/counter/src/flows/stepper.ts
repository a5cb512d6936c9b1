import { AppError, type StaffView } from '@guichet/protocol';
import { requireInvolved } from '../calls/ownership.ts';
import type { Stepper } from './flow-steps.ts';

/** The customer whose device it is. */
export const customerStepper: Stepper = { actor: { kind: 'customer' }, roleIn: () => 'customer' };

/**
 * A member of staff: the agent who serves the session, or was let into its call. A supervisor who does not serve it checks what another has done
 * (four eyes). To anybody else the session does not exist.
 */
export function staffStepper({ staffId, roles }: StaffView): Stepper {
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
      if (roles.includes('supervisor')) return 'checker';
      throw new AppError('not_found');
    },
  };
}
