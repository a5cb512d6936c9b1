import { z } from 'zod';

/**
 * Stands where a personal value would: `sha256(salt ‖ canonical JSON of the value)` in hexadecimal. Salt and value are kept beside the
 * log and can be erased without breaking it.
 */
export const Commitment = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Commitment'>();
export type Commitment = z.infer<typeof Commitment>;
