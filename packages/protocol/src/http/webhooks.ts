import { z } from 'zod';
import { RecordingId, RectificationId, SessionId } from '../wire/ids.ts';
import { SessionEndReason } from '../sessions/states.ts';

/**
 * What a bank's system is told. Signed as in Standard Webhooks: headers `webhook-id`, `webhook-timestamp` (Unix seconds) and
 * `webhook-signature: v1,<base64 HMAC-SHA-256 over "id.timestamp.body">`, for a day after the secret was changed a second one by the old
 * secret after a space. Delivered at least once; `webhook-id` tells repeats.
 */
export const WebhookMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session.started'), sessionId: SessionId, at: z.number().int() }),
  z.object({ type: z.literal('session.ended'), sessionId: SessionId, at: z.number().int(), reason: SessionEndReason }),
  z.object({ type: z.literal('recording.ready'), sessionId: SessionId, recordingId: RecordingId, at: z.number().int() }),
  /** Something is to be recorded anew: the customer needs a new link, which `rectifications.open` answers with. */
  z.object({
    type: z.literal('rectification.requested'),
    sessionId: SessionId,
    rectificationId: RectificationId,
    at: z.number().int(),
    dueAt: z.number().int(),
  }),
  /** An administrator wants to see that messages arrive. Says nothing of any session. */
  z.object({ type: z.literal('webhook.test'), at: z.number().int() }),
]);
export type WebhookMessage = z.infer<typeof WebhookMessage>;
