import { FlowActorRole, LocalText } from '@guichet/protocol';
import { z } from 'zod';

const Read = z.object({ page: z.number(), dwellMs: z.number(), reachedEnd: z.boolean(), by: FlowActorRole });

export const View = z.object({
  phase: z.enum(['preparing', 'open', 'sealing']),
  title: LocalText,
  document: z.object({ documentId: z.string(), pages: z.number(), hash: z.string() }).nullable(),
  presentedPage: z.number(),
  /** This page turns the pages for both. */
  mayPresent: z.boolean(),
  signer: z.enum(['bank_seal', 'ca_event']),
  minPageMs: z.number(),
  /** Pages that the customer has not read to their end. */
  unread: z.array(z.number()),
  reads: z.array(Read),
  places: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['initials', 'signature']),
      page: z.number(),
      by: FlowActorRole,
      title: LocalText.nullable(),
      signed: z.boolean(),
    }),
  ),
  provesReading: z.boolean(),
});
export type PaperView = z.infer<typeof View>;
export type Paper = NonNullable<PaperView['document']>;
