import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { TitledView } from '../shared/titled-view.ts';

const FaceInPicture = z.object({ image: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type FaceInPicture = z.infer<typeof FaceInPicture>;

/** The customer only looks into the camera … */
export const FaceMatchView = z.object({ lookAtCamera: z.literal(true) });

/** … and staff see what was compared. */
export const FaceMatchStaffView = z.object({
  images: z.array(z.object({ what: z.string(), ref: z.string().nullable(), atMs: z.number() })),
  needed: z.number(),
  mayConfirm: z.boolean(),
  engineAllowed: z.boolean(),
  hint: z.object({ engine: z.string(), decision: z.enum(['pass', 'fail', 'not_evaluated']), confidence: z.number().nullable() }).nullable(),
  comparison: z
    .object({
      engineVersion: z.string(),
      finding: LocalText.nullable(),
      threshold: z.string().nullable(),
      licence: z.string().nullable(),
      /** Null where no face was found there. */
      reference: FaceInPicture.nullable(),
      live: FaceInPicture.nullable(),
    })
    .nullable(),
  rejections: z.array(TitledView),
});
export type FaceMatchStaffView = z.infer<typeof FaceMatchStaffView>;
