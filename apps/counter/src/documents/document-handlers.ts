import { AppError, type RouteName, type StaffRole } from '@guichet/protocol';
import type { Prisma } from '../database/generated/client.ts';
import type { HttpContext, HttpHandlers } from '../http/http-handlers.ts';
import type { SessionDocuments } from './session-documents.ts';

/** These see the documents of every session; an agent those of sessions they serve or served, a customer their own. */
const SEE_ALL: readonly StaffRole[] = ['supervisor', 'reviewer'];

export function documentHandlers(documents: SessionDocuments): HttpHandlers<Extract<RouteName, `documents.${string}`>> {
  return {
    'documents.read': async ({ params }, context) => {
      const { pdf } = await documents.read(params.documentId, visibleTo(context));
      const { reply } = context.raw;
      // What is shown to one person stays out of every cache but that page's.
      await reply.header('content-type', 'application/pdf').header('cache-control', 'private, no-store').send(pdf);
    },
  };
}

function visibleTo({ staff, customerSessionId }: HttpContext): Prisma.SessionDocumentWhereInput {
  const own = customerSessionId === null ? [] : [{ sessionId: customerSessionId }];
  if (staff === null) return { OR: own };
  if (staff.roles.some((role) => SEE_ALL.includes(role))) return {};
  if (!staff.roles.includes('agent') && own.length === 0) throw new AppError('forbidden');
  const served = {
    session: { OR: [{ agentId: staff.staffId }, { calls: { some: { participants: { some: { staffId: staff.staffId } } } } }] },
  };
  return { OR: [...own, served] };
}
