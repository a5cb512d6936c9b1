import { z } from 'zod';
import { ERRORS } from './errors.ts';

// The schemas stand apart from the table, so that a page can show an error's text before it has loaded a schema library.

export type ErrorCode = keyof typeof ERRORS;
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** An error as it crosses the wire. `issues` name the offending fields, never their values. */
export const WireError = z.object({
  code: ErrorCode,
  retryable: z.boolean(),
  issues: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .max(20)
    .optional(),
  retryAfterMs: z.number().int().nonnegative().optional(),
  /** Number of the certificate that says what became of what is gone. */
  certificate: z.string().max(64).optional(),
});
export type WireError = z.infer<typeof WireError>;
