import { AppError, DocumentId, type RouteName } from '@guichet/protocol';
import { z } from 'zod';
import type { AuditedLooks } from '../audit/audited-looks.ts';
import type { Prisma } from '../database/generated/client.ts';
import type { Guest } from '../guests/guest-cookies.ts';
import { readGuestView } from '../guests/guest-view.ts';
import type { HttpContext, HttpHandlers } from '../http/http-handlers.ts';
import { sessionsSeenBy, viewerOf } from '../recordings/recording-access.ts';
import type { ClearViews } from '../replay/clear-views.ts';
import type { Core } from '../sessions/core.ts';
import type { OpenedDocument, SessionDocuments } from './session-documents.ts';

/** What the view of a `document` step says of its document. */
const OfDocument = z.object({ document: z.object({ documentId: DocumentId }).nullable() });

interface Parts {
  readonly documents: SessionDocuments;
  readonly core: Core;
  readonly clear: ClearViews;
  readonly looks: AuditedLooks;
}

export function documentHandlers({ documents, core, clear, looks }: Parts): HttpHandlers<Extract<RouteName, `documents.${string}`>> {
  /** A document shows names, numbers and handwriting: staff get all of it or nothing. */
  const readByStaff = async (documentId: DocumentId, context: HttpContext): Promise<OpenedDocument> => {
    if (context.staff === null) throw new AppError('not_found');
    const viewer = viewerOf(context);
    const document = await documents.read(documentId, { session: sessionsSeenBy(viewer) });
    const { sessionId, template } = document;
    await clear.require(viewer, sessionId);
    await looks.note({ action: 'document.viewed', staffId: viewer.staffId, object: documentId, detail: { sessionId, template } });
    return document;
  };
  return {
    'documents.read': async ({ params: { documentId } }, context) => {
      const own = await ownDocuments(core, context);
      const document =
        (own.length === 0 ? null : await documents.find(documentId, { OR: own })) ?? (await readByStaff(documentId, context));
      const { reply } = context.raw;
      // What is shown to one person stays out of every cache but that page's.
      await reply.header('content-type', 'application/pdf').header('cache-control', 'private, no-store').send(document.pdf);
    },
  };
}

/** A customer's own, and what lies before a guest now. */
async function ownDocuments(core: Core, { customerSessionId, guest }: HttpContext): Promise<Prisma.SessionDocumentWhereInput[]> {
  const own: Prisma.SessionDocumentWhereInput[] = [];
  if (customerSessionId !== null) own.push({ sessionId: customerSessionId });
  if (guest !== null) own.push({ sessionId: guest.sessionId, id: { in: await documentsBefore(core, guest) } });
  return own;
}

/** The documents of the steps that are open for a guest now. */
async function documentsBefore(core: Core, guest: Guest): Promise<string[]> {
  const { flow } = await readGuestView(core, guest);
  const shown = (flow?.current ?? []).map(({ view }) => OfDocument.safeParse(view).data?.document?.documentId);
  return shown.filter((id) => id !== undefined);
}
