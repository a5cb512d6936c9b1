import type { flowLockRoutes } from '@guichet/protocol';
import { type HttpContext, type HttpHandlers, languageOf, staffIdOf } from '../http/http-handlers.ts';
import type { FlowLocks } from './flow-locks.ts';

export type LockRouteName = keyof typeof flowLockRoutes;

/** Who edits a flow, for the pages that show it. */
export function lockHandlers(locks: FlowLocks): HttpHandlers<LockRouteName> {
  const presence = (flow: string, context: HttpContext) => locks.presence(flow, languageOf(context));
  return {
    'flows.presence': ({ params }, context) => presence(params.flow, context),
    'flows.lock': async ({ params: { flow }, body }, context) => {
      await locks.take(flow, { staffId: staffIdOf(context), page: body.page }, body.takeOver);
      return presence(flow, context);
    },
    'flows.unlock': async ({ params: { flow }, body }, context) => {
      await locks.release(flow, { staffId: staffIdOf(context), page: body.page }, body.handOver);
      return presence(flow, context);
    },
    'flows.askForLock': async ({ params: { flow } }, context) => {
      await locks.ask(flow, staffIdOf(context));
      return presence(flow, context);
    },
  };
}
