import { newId, type SessionEvent, type SessionEventType, type SessionId } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { isFinal } from '../sessions/session-projection.ts';
import type { SessionStatus } from '@guichet/protocol';

type Reader = Tx | PrismaClient;

/** After which a session may have become complete. */
const COMPLETING: readonly SessionEventType[] = [
  'session.ended',
  'recording.muxed',
  'recording.failed',
  'inspection.completed',
  'recording.composed',
];
const MAX_AT_START = 500;

/** Whether nothing is to come any more of what a seal is over: the session is over, its recordings are ready or given up, the rules were applied, no composite is being made. */
export async function isComplete(reader: Reader, sessionId: SessionId): Promise<boolean> {
  const session = await reader.session.findUnique({ where: { id: sessionId }, select: { status: true } });
  if (session === null || !isFinal(session.status as SessionStatus)) return false;
  const recordings = await reader.recording.findMany({ where: { sessionId }, select: { id: true, status: true } });
  if (recordings.length === 0 || recordings.some(({ status }) => status !== 'ready' && status !== 'failed')) return false;
  const ready = recordings.filter(({ status }) => status === 'ready').map(({ id }) => id);
  const inspected = await reader.inspection.findMany({
    where: { recordingId: { in: ready } },
    select: { recordingId: true },
    distinct: ['recordingId'],
  });
  if (inspected.length < ready.length) return false;
  return (await reader.composition.count({ where: { sessionId, status: { in: ['waiting', 'running'] } } })) === 0;
}

interface Sealing {
  readonly jobs: JobQueue;
  readonly clock: Clock;
}

/** For `SessionLog.onAppended`: the seal is queued in the transaction that sees the last of what it is over. */
export const sealWhenComplete =
  ({ jobs, clock }: Sealing) =>
  async (tx: Tx, { sessionId, type }: SessionEvent): Promise<void> => {
    if (COMPLETING.includes(type) && (await isComplete(tx, sessionId))) await queueSeal(tx, sessionId, { jobs, clock });
  };

async function queueSeal(tx: Tx, sessionId: SessionId, { jobs, clock }: Sealing): Promise<void> {
  const row = { id: newId('sea'), sessionId, status: 'pending', createdAt: new Date(clock()) };
  await tx.seal.createMany({ data: [row], skipDuplicates: true });
  await jobs.enqueue(tx, 'session.seal', { sessionId }, { key: sessionId });
}

/** Queues what was complete before anybody sealed, or whose job was lost; a job that is there already is that one. */
export async function catchUpSeals(database: Database, sealing: Sealing): Promise<number> {
  const found = await database.read(
    (prisma) =>
      prisma.$queryRaw<{ id: SessionId }[]>`select s."id" from "Session" s where s."status" in ('ended', 'abandoned', 'refused')
        and exists (select 1 from "Recording" r where r."sessionId" = s."id")
        and not exists (select 1 from "Seal" x where x."sessionId" = s."id" and x."status" <> 'pending') order by s."openedAt" desc limit ${MAX_AT_START}`,
  );
  let queued = 0;
  for (const { id } of found) {
    await database.transaction(async (tx) => {
      if (!(await isComplete(tx, id))) return;
      await queueSeal(tx, id, sealing);
      queued += 1;
    });
  }
  return queued;
}
