import { type NodeId, type RecordingId, RecordingStatus, RecordingTrouble, type SessionId, TrackId } from '@guichet/protocol';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { Recording } from '../database/generated/client.ts';
import { lockSession } from '../sessions/session-row.ts';
import type { RecordingState } from './recording-state.ts';

/** A hole, by the recorder's wall clock. `trackId` null: in all tracks. */
export const RecordingGap = z.object({
  trackId: TrackId.nullable(),
  fromMs: z.number().int(),
  toMs: z.number().int(),
  trouble: RecordingTrouble,
});
export type RecordingGap = z.infer<typeof RecordingGap>;

/** A recording's row with the types its columns stand for. */
export interface RecordingRow {
  readonly id: RecordingId;
  readonly sessionId: SessionId;
  readonly nodeId: NodeId;
  readonly roomId: string;
  readonly state: RecordingState;
  readonly startedAt: Date;
  readonly lastWrittenAt: Date | null;
  readonly chunks: number;
  readonly sizeBytes: bigint;
  readonly head: string | null;
  readonly gaps: readonly RecordingGap[];
}

export function toRecordingRow(row: Recording): RecordingRow {
  return {
    id: row.id as RecordingId,
    sessionId: row.sessionId as SessionId,
    nodeId: row.nodeId as NodeId,
    roomId: row.roomId,
    state: {
      status: RecordingStatus.parse(row.status),
      trouble: RecordingTrouble.nullable().parse(row.trouble),
      confirmed: row.confirmedAt !== null,
      closed: row.stoppedAt !== null,
    },
    startedAt: row.startedAt,
    lastWrittenAt: row.lastWrittenAt,
    chunks: row.chunks,
    sizeBytes: row.sizeBytes,
    head: row.head,
    gaps: z.array(RecordingGap).parse(row.gaps),
  };
}

/**
 * The recording's row, alone with it until the transaction ends: its session is locked, before anything else, as everywhere. Null where
 * there is none.
 */
export async function lockRecording(tx: Tx, recordingId: RecordingId): Promise<RecordingRow | null> {
  const found = await tx.recording.findUnique({ where: { id: recordingId }, select: { sessionId: true } });
  if (found === null) return null;
  await lockSession(tx, found.sessionId as SessionId);
  const row = await tx.recording.findUnique({ where: { id: recordingId } });
  return row === null ? null : toRecordingRow(row);
}
