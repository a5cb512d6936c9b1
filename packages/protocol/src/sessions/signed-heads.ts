import { z } from 'zod';

/**
 * Where the session's log and recordings stood at a moment, signed by the institution (C2SP signed-note; its text: `head.ts` of the evidence package). A page
 * keeps them: together they are the customer's receipt.
 */
export const SignedHead = z.object({ seq: z.number().int().positive(), note: z.string().max(16_384) });
export type SignedHead = z.infer<typeof SignedHead>;

/** As many as one answer holds. */
export const HEADS_AT_ONCE = 200;
