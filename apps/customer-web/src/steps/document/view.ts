import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

const Strokes = z.array(z.array(z.object({ x: z.number(), y: z.number(), t: z.number(), pressure: z.number().optional() })));

const Place = z.object({
  name: z.string(),
  kind: z.enum(['signature', 'initials']),
  page: z.number(),
  /** Shares of the page, from its top left corner. */
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  by: z.string(),
  title: LocalText.nullable(),
  signed: z.boolean(),
  /** Only of what the reader wrote. */
  strokes: Strokes.nullable(),
});
export type Place = z.infer<typeof Place>;

/** What the counter says of a document to the customer. */
export const DocumentView = z.object({
  phase: z.enum(['preparing', 'open', 'sealing']),
  title: LocalText,
  document: z.object({ documentId: z.string(), pages: z.number(), hash: z.string() }).nullable(),
  presentedPage: z.number(),
  follows: z.boolean(),
  mayPresent: z.boolean(),
  minPageMs: z.number(),
  unread: z.array(z.number()),
  reads: z.array(z.object({ page: z.number(), dwellMs: z.number(), reachedEnd: z.boolean() })),
  places: z.array(Place),
  maySign: z.boolean(),
  mayFinish: z.boolean(),
});
export type DocumentView = z.infer<typeof DocumentView>;
