import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { TitledView } from '../shared/titled-view.ts';

/** What showing a document looks like to everybody … */
export const IdentityDocumentView = z.object({
  documentType: z.string().nullable(),
  documents: z.array(TitledView),
  sides: z.array(z.object({ side: z.string(), title: LocalText.nullable(), shown: z.boolean() })),
  currentSide: z.string().nullable(),
  /** What the customer is told when they show it again. */
  tip: LocalText.nullable(),
  /** The number is to be read aloud: not yet, now, or done. Null where that is not asked, or something is still to be shown. */
  numberRead: z.enum(['wanted', 'listening', 'unheard', 'done']).nullable().default(null),
  /** The page sends a picture at the camera's full resolution beside the video. */
  wantsStill: z.boolean().default(false),
});
export type IdentityDocumentView = z.infer<typeof IdentityDocumentView>;

/** Where a value stands: shares of the picture's width and height from its top left corner. */
const FieldInPicture = z.object({ image: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type FieldInPicture = z.infer<typeof FieldInPicture>;

/** … and to staff. */
export const IdentityDocumentStaffView = IdentityDocumentView.extend({
  images: z.array(z.object({ what: z.string(), ref: z.string().nullable(), atMs: z.number() })),
  /** Pictures that the customer's page sent beside the video, once somebody has looked at them. */
  stills: z.array(z.object({ what: z.string(), ref: z.string().nullable(), finding: LocalText, isForeign: z.boolean() })).default([]),
  /** What is to be written down, and what an engine has read in its place. */
  fields: z.array(
    z.object({
      name: z.string(),
      title: LocalText,
      read: z.string().nullable(),
      confidence: z.number().nullable(),
      box: FieldInPicture.nullable(),
    }),
  ),
  hint: z
    .object({
      engine: z.string(),
      decision: z.enum(['pass', 'fail', 'not_evaluated']),
      reason: z.string().nullable(),
      finding: LocalText.nullable().default(null),
    })
    .nullable(),
  /** What was held against it beside what stands on it; none before a document is chosen. */
  beside: z
    .array(
      z.object({
        key: z.string(),
        title: LocalText,
        result: z.enum(['pass', 'fail', 'warn', 'not_evaluated']),
        finding: LocalText.nullable(),
      }),
    )
    .default([]),
  /** The agent has confirmed it, and what they wrote is being looked up. */
  isLookedUp: z.boolean().default(false),
  /** It can only be rejected. */
  isBlocked: z.boolean().default(false),
  checks: z.array(TitledView),
  retakesLeft: z.number(),
  retakeReasons: z.array(TitledView),
  rejections: z.array(TitledView),
});
export type IdentityDocumentStaffView = z.infer<typeof IdentityDocumentStaffView>;
