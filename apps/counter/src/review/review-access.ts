import { AppError, type StaffId, type StaffRole } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { Prisma, type PrismaClient } from '../database/generated/client.ts';

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

/** The same, told the other way round: ids of the sessions in which one of them did. */
export const sessionsOfPeople = (people: readonly string[]): Prisma.Sql => Prisma.sql`
  select "id" from "Session" where "agentId" = any(${[...people]})
  union select c."sessionId" from "Call" c join "CallParticipant" p on p."callId" = c."id" where p."staffId" = any(${[...people]})
  union select "sessionId" from "Transfer" where "fromStaffId" = any(${[...people]})
    or ("toStaffId" = any(${[...people]}) and "status" = 'completed')`;

/** Of whose sessions somebody must not learn what was found: who is a reviewer alone does not learn it of their own or their team's. */
export async function hiddenFrom(reader: Reader, staffId: StaffId, roles: readonly (StaffRole | string)[]): Promise<readonly string[]> {
  return roles.some((role) => role === 'supervisor' || role === 'admin') ? [] : ownPeople(reader, staffId);
}

/** Reviews that somebody may know of. Those of one's own people don't exist for one. */
export async function reviewableBy(reader: Reader, staffId: StaffId): Promise<Prisma.ReviewWhereInput> {
  return { session: withoutPeople(await ownPeople(reader, staffId)) };
}
