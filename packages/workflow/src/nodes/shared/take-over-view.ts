import { z } from 'zod';

/** Why an agent completes the customer's part of a step. */
export const TakeOverReason = z.enum(['asked', 'cannot', 'technical']);

/** What a step that an agent may complete for the customer shows of that. */
export const TakeOverView = z.object({
  mayTakeOver: z.boolean().default(false),
  takenOver: z.object({ reason: TakeOverReason, atMs: z.number() }).nullable().default(null),
});
export type TakeOverView = z.infer<typeof TakeOverView>;
