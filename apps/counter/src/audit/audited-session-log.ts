import type { HttpHandlers } from '../http/http-handlers.ts';
import type { AuditedLooks } from './audited-looks.ts';

type Handlers = HttpHandlers<'sessions.events'>;

/** The log of a session, with a note of who read it. */
export function auditedSessionLog(read: Handlers['sessions.events'], looks: AuditedLooks): Handlers {
  return {
    'sessions.events': async (input, context) => {
      const reply = await read(input, context);
      await looks.note({
        action: 'session.log_viewed',
        staffId: context.staff?.staffId ?? null,
        object: input.params.sessionId,
        detail: {},
      });
      return reply;
    },
  };
}
