import { z } from 'zod';
import { DeletionId, HoldId, KeyDestructionId, RecordingId } from '../wire/ids.ts';
import { Commitment } from './commitment.ts';
import { DisputeReference, RetentionEnd } from './retention-states.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().nonnegative();
const UnixMs = z.number().int().nonnegative();

/** What a session's log says of how long it is kept, where, and how it ended. The evidence of a deletion stays here. */
export const retentionEvents = {
  /** Said anew whenever it changes. `until` null: without an end, as long as what it waits for has not come. */
  'retention.settled': z.object({
    policies: z.array(z.object({ id: z.string().max(64), version: z.number().int().positive() })).max(200),
    until: UnixMs.nullable(),
    waitsFor: z.array(RetentionEnd).max(2),
  }),
  /** The bank's system says so: `on` is the day, `2026-11-22`. */
  'product.ended': z.object({ on: z.iso.date() }),
  'contract.ended': z.object({ on: z.iso.date() }),
  'dispute.opened': z.object({ disputeId: DisputeReference }),
  'dispute.closed': z.object({ disputeId: DisputeReference }),
  'hold.placed': z.object({ holdId: HoldId, reason: Commitment }),
  'hold.release_requested': z.object({ holdId: HoldId, reason: Commitment }),
  'hold.release_declined': z.object({ holdId: HoldId }),
  'hold.released': z.object({ holdId: HoldId }),
  /** Every object of the journal is in the store and was read back; `catalogHash` is that of the list of all of them. */
  'recording.archived': z.object({ recordingId: RecordingId, objects: Count, sizeBytes: Count, catalogHash: Sha256Hex }),
  /** Bytes of a stored object are not what they were; `toByte` is the first one after them. */
  'recording.damage_found': z.object({
    recordingId: RecordingId,
    object: z.string().max(64),
    fromByte: Count,
    toByte: Count,
  }),
  /** From now on nobody can open the recording, wherever copies of its bytes are. */
  'recording.key_destroyed': z.object({ recordingId: RecordingId, keyDestructionId: KeyDestructionId.nullable() }),
  'recording.deleted': z.object({ recordingId: RecordingId, deletionId: DeletionId }),
  /** Recordings, documents and personal values are gone; the certificate says which, with their hashes. */
  'session.erased': z.object({ deletionId: DeletionId, certificateHash: Sha256Hex }),
} as const;
