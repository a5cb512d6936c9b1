import { RecordingId, SessionId, Sha256Hex } from '@guichet/protocol';
import { z } from 'zod';

const UnixMs = z.number().int().nonnegative();

/**
 * What a customer takes home: the heads that their page was handed while the session went on. Whoever rewrites the recording or the log afterwards
 * can't make them fit again.
 */
export const Receipt = z.strictObject({
  format: z.literal('guichet.receipt/1'),
  sessionId: SessionId,
  /** Heads of recordings: chunk number and head, in the order in which they came. */
  recordings: z
    .array(z.strictObject({ recordingId: RecordingId, chunk: z.number().int().positive(), head: Sha256Hex, receivedAtMs: UnixMs }))
    .max(100_000),
  /** Heads of the session's log: number of the event and its hash. */
  log: z.array(z.strictObject({ event: z.number().int().positive(), hash: Sha256Hex, receivedAtMs: UnixMs })).max(100_000),
});
export type Receipt = z.infer<typeof Receipt>;

/** @returns null when this is no receipt */
export function parseReceipt(bytes: Uint8Array): Receipt | null {
  try {
    return Receipt.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}
