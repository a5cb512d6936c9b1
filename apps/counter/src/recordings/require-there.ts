import { AppError, type RecordingId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { findVisible, type RecordingWithSession, type Viewer } from './recording-access.ts';

type Reader = Tx | PrismaClient;

/** Throws `recording_deleted`, with the certificate's number, where a session was deleted: from the moment in which it begins, since its keys go first. */
export async function requireKept(reader: Reader, sessionId: string): Promise<void> {
  const deletion = await reader.deletion.findUnique({ where: { sessionId }, select: { id: true } });
  if (deletion !== null) throw new AppError('recording_deleted', { certificate: deletion.id });
}

/** Throws `recording_deleted` where nobody can look at it any more: its session was deleted, or its key was destroyed. */
export async function requireThere(reader: Reader, { id, sessionId }: { readonly id: string; readonly sessionId: string }): Promise<void> {
  await requireKept(reader, sessionId);
  const key = await reader.recordingKey.findFirst({ where: { recordingId: id, wrapped: null }, select: { epoch: true } });
  if (key === null) return;
  const destruction = await reader.keyDestruction.findFirst({
    where: { kind: 'recording', object: id, state: 'done' },
    select: { id: true },
  });
  throw new AppError('recording_deleted', destruction === null ? {} : { certificate: destruction.id });
}

/** Throws `not_found` like `findVisible`, and `recording_deleted` for one that is gone. */
export async function findThere(prisma: PrismaClient, viewer: Viewer, recordingId: RecordingId): Promise<RecordingWithSession> {
  const row = await findVisible(prisma, viewer, recordingId);
  await requireThere(prisma, row);
  return row;
}
