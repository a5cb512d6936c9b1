import { AppError, FindingDecision, ReviewDecision, type ReviewId, ReviewStatus, type SessionId, type StaffId } from '@guichet/protocol';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { Prisma, PrismaClient } from '../database/generated/client.ts';
import { lockSession } from '../sessions/session-row.ts';

const PERSON = { id: true, displayName: true, displayNameEn: true, staffNumber: true } as const;
export const WITH_ALL = {
  seats: { orderBy: { position: 'asc' }, include: { staff: { select: PERSON } } },
  session: { include: { serviceType: true } },
  inspection: { include: { findings: { orderBy: { position: 'asc' } } } },
  rectifications: { orderBy: { requestedAt: 'desc' } },
} as const satisfies Prisma.ReviewInclude;
export type ReviewRow = Prisma.ReviewGetPayload<{ include: typeof WITH_ALL }>;
export type SeatRow = ReviewRow['seats'][number];

/** What somebody said of findings, as the seat's row keeps it; the reasons are sealed beside it. */
export const KeptFindings = z.array(z.object({ findingId: z.string(), decision: FindingDecision }));

/** Decides between two who differ. */
export const ARBITER = 3;

/** Throws `not_found` for a review that does not exist, and for one that the asker may not know of. */
export async function findReview(reader: Tx | PrismaClient, where: Prisma.ReviewWhereInput): Promise<ReviewRow> {
  const row = await reader.review.findFirst({ where, include: WITH_ALL });
  if (row === null) throw new AppError('not_found');
  return row;
}

/** The same, alone with it until the transaction ends: its session is locked, before anything else, as everywhere. */
export async function lockReview(tx: Tx, reviewId: ReviewId, where: Prisma.ReviewWhereInput): Promise<ReviewRow> {
  const { sessionId } = await findReview(tx, { AND: [{ id: reviewId }, where] });
  await lockSession(tx, sessionId as SessionId);
  return findReview(tx, { AND: [{ id: reviewId }, where] });
}

export const statusOf = (row: { readonly status: string }): ReviewStatus => ReviewStatus.parse(row.status);
export const decisionOf = (row: { readonly decision: string | null }): ReviewDecision | null =>
  ReviewDecision.nullable().parse(row.decision);

export const seatOf = ({ seats }: Pick<ReviewRow, 'seats'>, staffId: StaffId): SeatRow | null =>
  seats.find((seat) => seat.staffId === staffId) ?? null;

/** Where a review stands that nobody has finished, by its seats. */
export function openStatus(seats: readonly Pick<SeatRow, 'position' | 'staffId'>[]): ReviewStatus {
  if (seats.some(({ position }) => position === ARBITER)) return 'differing';
  return seats.every(({ staffId }) => staffId !== null) ? 'in_review' : 'waiting';
}

/** The first free seat that somebody may take who has none. */
export function freeSeat(row: ReviewRow, staffId: StaffId): SeatRow | null {
  if (statusOf(row) === 'done' || seatOf(row, staffId) !== null) return null;
  return row.seats.find((seat) => seat.staffId === null && seat.decision === null) ?? null;
}
