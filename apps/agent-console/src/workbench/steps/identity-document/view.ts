import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

const Titled = z.object({ key: z.string(), title: LocalText });

export const View = z.object({
  documentType: z.string().nullable(),
  documents: z.array(Titled),
  sides: z.array(z.object({ side: z.string(), title: LocalText.nullable(), shown: z.boolean() })),
  currentSide: z.string().nullable(),
  /** What the customer is told when they show it again. */
  tip: LocalText.nullable(),
  images: z.array(z.object({ what: z.string(), ref: z.string().nullable(), atMs: z.number() })),
  /** What is to be written down, and what an engine has read in its place. */
  fields: z.array(z.object({ name: z.string(), title: LocalText, read: z.string().nullable(), confidence: z.number().nullable() })),
  hint: z.object({ engine: z.string(), decision: z.enum(['pass', 'fail', 'not_evaluated']), reason: z.string().nullable() }).nullable(),
  checks: z.array(Titled),
  retakesLeft: z.number(),
  retakeReasons: z.array(Titled),
  rejections: z.array(Titled),
});
export type DocumentView = z.infer<typeof View>;
