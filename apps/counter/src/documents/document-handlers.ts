import { AppError, DocumentId, type RouteName, type StaffRole } from '@guichet/protocol';
import { z } from 'zod';
import type { Prisma } from '../database/generated/client.ts';
import type { Guest } from '../guests/guest-cookies.ts';
import { readGuestView } from '../guests/guest-view.ts';
import type { HttpContext, HttpHandlers } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import type { SessionDocuments } from './session-documents.ts';

/** These see the documents of every session; an agent those of sessions they serve or served, a customer their own, a guest what lies before them. */
const SEE_ALL: readonly StaffRole[] = ['supervisor', 'reviewer'];

/** What the view of a `document` step says of its document. */
const OfDocument = z.object({ document: z.object({ documentId: DocumentId }).nullable() });

export function documentHandlers(documents: SessionDocuments, core: Core): HttpHandlers<Extract<RouteName, `documents.${string}`>> {
  return {
    'documents.read': async ({ params }, context) => {
      const { pdf } = await documents.read(params.documentId, await visibleTo(core, context));
      const { reply } = context.raw;
      // What is shown to one person stays out of every cache but that page's.
      await reply.header('content-type', 'application/pdf').header('cache-control', 'private, no-store').send(pdf);
    },
  };
}

async function visibleTo(core: Core, { staff, customerSessionId, guest }: HttpContext): Promise<Prisma.SessionDocumentWhereInput> {
  const own: Prisma.SessionDocumentWhereInput[] = [];
  if (customerSessionId !== null) own.push({ sessionId: customerSessionId });
  if (guest !== null) own.push({ sessionId: guest.sessionId, id: { in: await documentsBefore(core, guest) } });
  if (staff === null) return { OR: own };
  if (staff.roles.some((role) => SEE_ALL.includes(role))) return {};
  if (!staff.roles.includes('agent') && own.length === 0) throw new AppError('forbidden');
  const served = {
    session: { OR: [{ agentId: staff.staffId }, { calls: { some: { participants: { some: { staffId: staff.staffId } } } } }] },
  };
  return { OR: [...own, served] };
}

/** The documents of the steps that are open for a guest now. */
async function documentsBefore(core: Core, guest: Guest): Promise<string[]> {
  const { flow } = await readGuestView(core, guest);
  const shown = (flow?.current ?? []).map(({ view }) => OfDocument.safeParse(view).data?.document?.documentId);
  return shown.filter((id) => id !== undefined);
}
