import { AppError, type StaffId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Prisma, PrismaClient } from '../database/generated/client.ts';

type Reader = Tx | PrismaClient;

/** Oneself and everybody of one's team: what they took part in, one does not review, nor say who does. */
export async function ownPeople(reader: Reader, staffId: StaffId): Promise<readonly string[]> {
  const me = await reader.staff.findUnique({ where: { id: staffId }, select: { team: true } });
  if (me === null) throw new AppError('unauthenticated');
  if (me.team === null) return [staffId];
  const team = await reader.staff.findMany({ where: { team: me.team }, select: { id: true } });
  return [...new Set([staffId, ...team.map(({ id }) => id)])];
}

/** Sessions in which none of these people served or was in the call. */
export const withoutPeople = (people: readonly string[]): Prisma.SessionWhereInput => ({
  AND: [
    { OR: [{ agentId: null }, { agentId: { notIn: [...people] } }] },
    { calls: { none: { participants: { some: { staffId: { in: [...people] } } } } } },
    { transfers: { none: { OR: [{ fromStaffId: { in: [...people] } }, { toStaffId: { in: [...people] }, status: 'completed' }] } } },
  ],
});

/** Reviews that somebody may know of. Those of one's own people don't exist for one. */
export async function reviewableBy(reader: Reader, staffId: StaffId): Promise<Prisma.ReviewWhereInput> {
  return { session: withoutPeople(await ownPeople(reader, staffId)) };
}
