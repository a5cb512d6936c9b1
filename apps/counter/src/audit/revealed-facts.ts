import { AppError } from '@guichet/protocol';
import { requireInvolved } from '../calls/ownership.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { CUSTOMER_PREFIX } from '../sessions/session-opening.ts';
import type { AuditTrail } from './audit-trail.ts';

/**
 * One masked value in clear. The record of it is committed before the value leaves: nobody sees one unseen. Agents read those of a session
 * that they serve or still have to write up; whose it is looks to them as if it did not exist otherwise.
 */
export function revealHandlers(core: Core, audit: AuditTrail): HttpHandlers<'facts.reveal'> {
  return {
    'facts.reveal': async ({ params: { sessionId }, body: { name, reason } }, context) => {
      const staffId = staffIdOf(context);
      const seesAll = context.roles.some((role) => role === 'supervisor' || role === 'reviewer');
      return core.database.transaction(async (tx) => {
        const session = await lockSession(tx, sessionId);
        if (!seesAll) {
          await requireInvolved(tx, staffId, session);
          if (session.status !== 'in_call' && !session.wrapUpDue) throw new AppError('wrong_state');
        }
        const [found] = (await core.vault.revealAll(tx, sessionId, [CUSTOMER_PREFIX + name])).values();
        if (typeof found?.value !== 'string') throw new AppError('not_found');
        await audit.record(tx, { action: 'fact.revealed', staffId, object: sessionId, detail: { name, reason } });
        return { value: found.value };
      });
    },
  };
}
