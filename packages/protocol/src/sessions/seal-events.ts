import { z } from 'zod';
import { SealId } from '../wire/ids.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** What a session's log says of its seal: itself not under that seal, which covers what stood before it. */
export const sealEvents = {
  'session.sealed': z.object({
    sealId: SealId,
    /** SHA-256 of the manifest. */
    manifestHash: Sha256Hex,
    /** Its number in the log of seals, from 0. */
    logIndex: z.number().int().nonnegative(),
    /** The last event that it covers. */
    events: z.number().int().positive(),
  }),
} as const;
