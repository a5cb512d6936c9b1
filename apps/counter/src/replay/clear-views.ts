import { AppError, type SessionId, type StaffId } from '@guichet/protocol';
import type { Database } from '../database/database.ts';
import type { Prisma, PrismaClient } from '../database/generated/client.ts';
import { servedBy, type Viewer } from '../recordings/recording-access.ts';
import type { Clock } from '../database/clock.ts';
import { mayUnmask } from './unmaskings.ts';

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Who sees documents and pictures of a session as they are: whoever serves it while it is under way, whoever decides a step of it as a second
 * person, and whoever gave a reason to see one of its recordings in clear. For everybody else they are masked, and so are not sent.
 */
export class ClearViews {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws `unmask_first`. */
  async require(viewer: Viewer, sessionId: SessionId): Promise<void> {
    const { database, clock } = this.#parts;
    const isClear = await database.read(
      async (prisma) =>
        (await prisma.session.count({ where: { id: sessionId, ...underWay(viewer.staffId) } })) > 0 ||
        (await decides(prisma, viewer, sessionId)) ||
        (await hasReason(prisma, viewer, sessionId, clock())),
    );
    if (!isClear) throw new AppError('unmask_first');
  }
}

/** Sessions that somebody serves now: until what they write afterwards is written. */
const underWay = (staffId: StaffId): Prisma.SessionWhereInput => ({
  AND: [{ OR: [{ endedAt: null }, { wrapUpDue: true }] }, servedBy(staffId)],
});

async function decides(prisma: PrismaClient, { roles }: Viewer, sessionId: SessionId): Promise<boolean> {
  return roles.includes('supervisor') && (await prisma.flowTask.count({ where: { sessionId, endedAt: null } })) > 0;
}

async function hasReason(prisma: PrismaClient, viewer: Viewer, sessionId: SessionId, now: number): Promise<boolean> {
  if (!mayUnmask(viewer)) return false;
  const recordings = await prisma.recording.findMany({ where: { sessionId }, select: { id: true } });
  const where = { staffId: viewer.staffId, recordingId: { in: recordings.map(({ id }) => id) }, until: { gt: new Date(now) } };
  return (await prisma.unmasking.count({ where })) > 0;
}
