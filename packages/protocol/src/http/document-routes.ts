import { z } from 'zod';
import { DocumentId } from '../wire/ids.ts';
import type { RouteSpec } from './route-spec.ts';

/** Documents that a session's flow shows and has signed. */
export const documentRoutes = {
  'documents.read': {
    method: 'GET',
    path: '/v1/session-documents/:documentId',
    summary: 'A document of a session as PDF, for its customer, a guest before whom it lies, and the staff who may see the session',
    roles: ['customer', 'guest', 'agent', 'supervisor', 'reviewer'],
    rate: { perSecond: 5, burst: 30 },
    params: z.object({ documentId: DocumentId }),
    reply: null,
  },
} as const satisfies Record<string, RouteSpec>;
