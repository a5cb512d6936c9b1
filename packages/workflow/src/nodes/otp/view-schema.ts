import { LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** What a one-time code shows to both sides. */
export const OtpView = z.object({
  purpose: LocalText,
  channel: z.enum(['sms', 'push', 'email']),
  digits: z.number(),
  state: z.enum(['sending', 'waiting', 'checking', 'not_sent']),
  problem: z.enum(['wrong', 'expired', 'not_checked']).nullable(),
  /** Unix ms, of the counter's clock. */
  expiresAtMs: z.number().nullable(),
  resendAtMs: z.number().nullable(),
  sendsLeft: z.number(),
  triesLeft: z.number(),
});
export type OtpView = z.infer<typeof OtpView>;
