import { z } from 'zod';
import { PageKey } from '../media/room-token.ts';
import { NodeKey } from '../nodes/control.ts';
import { RecordingId } from '../wire/ids.ts';

/** A public P-256 key; a private member that came along is dropped here and never reaches a disk. */
export const WrapKey = PageKey;
export type WrapKey = z.infer<typeof WrapKey>;

/** `journal.json`: written once, in clear, when a journal begins. Its hash is what the chain starts from. */
export const JournalHeader = z.object({
  format: z.literal('guichet.journal/1'),
  recordingId: RecordingId,
  createdAtMs: z.number().int().nonnegative(),
  /** Whom the data keys are wrapped to. */
  wrap: z.object({ alg: z.literal('ECDH-ES+A256KW'), enc: z.literal('A256GCM'), kid: z.string().max(128), key: WrapKey }),
  /** Who seals the chunks. Trust it only as far as the enrolment of that key. */
  node: z.object({ keyId: z.string().max(64), key: NodeKey }),
});
export type JournalHeader = z.infer<typeof JournalHeader>;

/** `epoch-000001.json`: one data key, wrapped; written once, when an incarnation of the service starts to write to the journal. */
export const JournalEpoch = z.object({
  format: z.literal('guichet.epoch/1'),
  recordingId: RecordingId,
  epoch: z.number().int().min(1).max(0xffff_ffff),
  openedAtMs: z.number().int().nonnegative(),
  /** JWE (RFC 7516, compact) of the 32-byte AES-256 data key. */
  wrappedKey: z.string().max(2048),
});
export type JournalEpoch = z.infer<typeof JournalEpoch>;
