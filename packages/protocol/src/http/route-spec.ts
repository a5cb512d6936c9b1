import type { z } from 'zod';
import type { Rate } from '../wire/rate-limiter.ts';
import type { Role } from '../wire/roles.ts';

/** One REST route. `reply: null` marks a stream of bytes. Rates are per client address, or per key where one is shown. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly rate: Rate;
  /** Open to staff who still have to replace the password that was handed out to them; all else is `password_change_due` for them. */
  readonly beforePasswordChange?: boolean;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** How large its body may be, where that is not `MAX_PAYLOAD_BYTES`. */
  readonly maxBytes?: number;
  readonly reply: z.ZodType | null;
}
