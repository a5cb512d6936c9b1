import { FlowActorRole, LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { SignerKind, Strokes } from './handwriting.ts';

export const PlaceView = z.object({
  name: z.string(),
  kind: z.enum(['signature', 'initials']),
  page: z.number(),
  /** Shares of the page, from its top left corner. */
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  by: FlowActorRole,
  title: LocalText.nullable(),
  signed: z.boolean(),
  /** Only of what the reader wrote. */
  strokes: Strokes.nullable(),
});
export type PlaceView = z.infer<typeof PlaceView>;

/** What a document shows to each of its sides. */
export const DocumentView = z.object({
  phase: z.enum(['preparing', 'open', 'sealing']),
  title: LocalText,
  document: z.object({ documentId: z.string(), pages: z.number(), hash: z.string() }).nullable(),
  presentedPage: z.number(),
  follows: z.boolean(),
  /** This side turns the pages for both. */
  mayPresent: z.boolean(),
  signer: SignerKind,
  minPageMs: z.number(),
  /** Pages that the reader, to staff the customer, has not read to their end. */
  unread: z.array(z.number()),
  reads: z.array(z.object({ page: z.number(), dwellMs: z.number(), reachedEnd: z.boolean(), by: FlowActorRole })),
  places: z.array(PlaceView),
  maySign: z.boolean(),
  mayFinish: z.boolean(),
  provesReading: z.boolean(),
});
export type DocumentView = z.infer<typeof DocumentView>;
export type PaperView = NonNullable<DocumentView['document']>;
