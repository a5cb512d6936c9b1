import type { RecordingId, SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';

/** What of a session is to go, by its hashes: read before anything is touched, and what its certificate lists. */
export interface DeletionPlan {
  readonly recordings: readonly {
    readonly recordingId: string;
    readonly head: string | null;
    readonly objects: readonly { readonly name: string; readonly sha256: string; readonly sizeBytes: number }[];
  }[];
  readonly documents: readonly { readonly id: string; readonly hash: string }[];
  readonly stills: readonly { readonly id: string; readonly hash: string }[];
  readonly verifications: readonly { readonly id: string; readonly hash: string }[];
  /** Commitments, of which the values are erased. */
  readonly values: readonly string[];
}

export async function planOf(reader: Tx | PrismaClient, sessionId: SessionId): Promise<DeletionPlan> {
  const select = { id: true, hash: true } as const;
  const where = { sessionId, sealed: { not: null } } as const;
  const recordings = await reader.recording.findMany({
    where: { sessionId },
    orderBy: { startedAt: 'asc' },
    select: { id: true, head: true },
  });
  const objects = await reader.storedObject.findMany({
    where: { recordingId: { in: recordings.map(({ id }) => id) }, deletedAt: null },
    orderBy: { name: 'asc' },
    select: { recordingId: true, name: true, sha256: true, sizeBytes: true },
  });
  return {
    recordings: recordings.map(({ id, head }) => ({
      recordingId: id,
      head,
      objects: objects.filter((object) => object.recordingId === id).map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes })),
    })),
    documents: await reader.sessionDocument.findMany({ where, select, orderBy: { id: 'asc' } }),
    stills: await reader.identityStill.findMany({ where, select, orderBy: { id: 'asc' } }),
    verifications: await reader.identityVerification.findMany({ where, select, orderBy: { id: 'asc' } }),
    values: (await reader.personalValue.findMany({ where, select: { commitment: true }, orderBy: { commitment: 'asc' } })).map(
      ({ commitment }) => commitment,
    ),
  };
}

/** Everything personal that stands in the database; the log keeps its commitments, which say nothing without their salts. */
export async function eraseRows(tx: Tx, sessionId: SessionId, recordingIds: readonly RecordingId[], at: Date): Promise<void> {
  const where = { sessionId };
  await tx.sessionDocument.updateMany({ where, data: { sealed: null } });
  await tx.identityStill.updateMany({ where, data: { sealed: null, reading: null } });
  await tx.shownDocument.deleteMany({ where });
  await tx.identityVerification.updateMany({ where, data: { sealed: null } });
  await tx.personalValue.updateMany({ where: { ...where, erasedAt: null }, data: { sealed: null, erasedAt: at } });
  await tx.flowRun.updateMany({ where, data: { state: null } });
  await tx.flowEffect.updateMany({ where, data: { payload: null } });
  await tx.reviewSeat.updateMany({ where: { review: where }, data: { reasons: null } });
  await tx.sealedFile.updateMany({ where: { seal: where }, data: { sealed: null } });
  await tx.evidenceExport.updateMany({ where, data: { status: 'expired' } });
  await tx.composition.updateMany({ where, data: { status: 'cancelled', file: null } });
  await tx.searchEntry.deleteMany({ where });
  const ofRecordings = { recordingId: { in: [...recordingIds] } };
  await tx.replayNote.deleteMany({ where: ofRecordings });
  await tx.replayMaterial.deleteMany({ where: ofRecordings });
  await tx.recordingLook.deleteMany({ where: ofRecordings });
  await tx.unmasking.deleteMany({ where: ofRecordings });
}
