import { AppError, type RecordingId, type StaffId, type StaffRole } from '@guichet/protocol';
import type { Prisma, PrismaClient } from '../database/generated/client.ts';
import type { HttpContext } from '../http/http-handlers.ts';

/** These see every session and what was recorded of it; an agent sees those that they serve or served. */
const SEE_ALL: readonly StaffRole[] = ['supervisor', 'reviewer', 'admin'];

export interface Viewer {
  readonly staffId: StaffId;
  readonly roles: readonly StaffRole[];
}

/** Who looks; throws `unauthenticated` where nobody is signed in. */
export function viewerOf(context: HttpContext): Viewer {
  if (context.staff === null) throw new AppError('unauthenticated');
  return { staffId: context.staff.staffId, roles: context.staff.roles };
}

/** Sessions of which somebody served, or was in the call. */
export const servedBy = (staffId: StaffId): Prisma.SessionWhereInput => ({
  OR: [{ agentId: staffId }, { calls: { some: { participants: { some: { staffId } } } } }],
});

export const sessionsSeenBy = ({ staffId, roles }: Viewer): Prisma.SessionWhereInput =>
  roles.some((role) => SEE_ALL.includes(role)) ? {} : servedBy(staffId);

/** The same roles as the download's route: what a viewer may see, not all may carry away. */
export const mayDownload = ({ roles }: Viewer): boolean => roles.some((role) => SEE_ALL.includes(role));

const WITH_SESSION = { session: { include: { serviceType: true } } } as const;
export type RecordingWithSession = Prisma.RecordingGetPayload<{ include: typeof WITH_SESSION }>;

/** Throws `not_found` for a recording that does not exist, and for one that the viewer may not know of. */
export async function findVisible(prisma: PrismaClient, viewer: Viewer, recordingId: RecordingId): Promise<RecordingWithSession> {
  const row = await prisma.recording.findFirst({ where: { id: recordingId, session: sessionsSeenBy(viewer) }, include: WITH_SESSION });
  if (row === null) throw new AppError('not_found');
  return row;
}

/** Newest first, from before a moment. */
export async function listVisible(
  prisma: PrismaClient,
  viewer: Viewer,
  page: { readonly limit: number; readonly before: number | undefined },
): Promise<RecordingWithSession[]> {
  return prisma.recording.findMany({
    where: { session: sessionsSeenBy(viewer), ...(page.before === undefined ? {} : { startedAt: { lt: new Date(page.before) } }) },
    include: WITH_SESSION,
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: page.limit,
  });
}
