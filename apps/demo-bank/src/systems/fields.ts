import { z } from 'zod';

/** Of a sealed document: SHA-256 in hexadecimal. */
export const DocumentHash = z.string().regex(/^[0-9a-f]{64}$/);

/** In yuan. */
export const Amount = z.number().positive().max(100_000_000);

export const Done = z.strictObject({ done: z.literal(true) });
export const DONE: z.infer<typeof Done> = { done: true };
