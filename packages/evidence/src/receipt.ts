import { RecordingId, SessionId, Sha256Hex } from '@guichet/protocol';
import { z } from 'zod';
import { readHead } from './head.ts';

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
  /** The same as signed notes (`head.ts`): then the institution can't say that it never handed them out. */
  heads: z.array(z.string().max(16_384)).max(100_000).optional(),
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

/** Everything that a receipt says of recordings and log, signed or not. `unreadable`: notes that are no heads of its session. */
export function claimsOf({ sessionId, recordings, log, heads = [] }: Receipt) {
  const notes = heads.map((note) => ({ note, head: readHead(note) }));
  const own = notes.flatMap(({ head }) => (head?.sessionId === sessionId ? [head] : []));
  return {
    recordings: [...recordings, ...own.flatMap((head) => head.recordings.filter(({ chunk }) => chunk > 0))],
    log: [...log, ...own.map((head) => head.log)],
    unreadable: notes.length - own.length,
  };
}
