import {
  AppError,
  type ReviewDecision,
  type ReviewDetail,
  type ReviewId,
  type ReviewSummary,
  type SessionId,
  type StaffId,
} from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { Prisma } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { nameIn } from '../staff/staff-view.ts';
import { checkDecision, type Decided } from './decide.ts';
import { sealReasons } from './decision-reasons.ts';
import { completeRectification } from './rectification-end.ts';
import { ownPeople, reviewableBy, withoutPeople } from './review-access.ts';
import {
  ARBITER,
  decisionOf,
  findReview,
  freeSeat,
  lockReview,
  openStatus,
  type ReviewRow,
  seatOf,
  statusOf,
  WITH_ALL,
} from './review-rows.ts';
import { type ReviewReader, toDetail, toSummaries } from './review-views.ts';

interface Page {
  readonly show: 'waiting' | 'mine' | 'done';
  readonly limit: number;
  readonly offset: number;
}

/** How people look at recordings and decide upon them. Whoever served a session, or is of the same team, never does. */
export class Reviews {
  readonly #core: Core;
  readonly #audit: AuditTrail;

  constructor(core: Core, audit: AuditTrail) {
    this.#core = core;
    this.#audit = audit;
  }

  async list(who: ReviewReader, { show, limit, offset }: Page) {
    return this.#core.database.read(async (prisma) => {
      const mayKnow = await reviewableBy(prisma, who.staffId);
      const now = new Date(this.#core.clock());
      const filters = {
        waiting: { status: { not: 'done' }, seats: { some: { staffId: null }, none: { staffId: who.staffId } } },
        mine: { status: { not: 'done' }, seats: { some: { staffId: who.staffId, decision: null } } },
        done: { status: 'done' },
      } as const satisfies Record<Page['show'], Prisma.ReviewWhereInput>;
      const both = (filter: Prisma.ReviewWhereInput): Prisma.ReviewWhereInput => ({ AND: [mayKnow, filter] });
      const [rows, total, waiting, mine, overdue] = await Promise.all([
        prisma.review.findMany({
          where: both(filters[show]),
          include: WITH_ALL,
          orderBy: show === 'done' ? [{ completedAt: 'desc' }, { id: 'asc' }] : [{ dueAt: 'asc' }, { id: 'asc' }],
          take: limit,
          skip: offset,
        }),
        prisma.review.count({ where: both(filters[show]) }),
        prisma.review.count({ where: both(filters.waiting) }),
        prisma.review.count({ where: both(filters.mine) }),
        prisma.review.count({ where: both({ status: { not: 'done' }, dueAt: { lt: now } }) }),
      ]);
      return { reviews: await toSummaries(this.#core, prisma, rows, who), total, counts: { waiting, mine, overdue } };
    });
  }

  /** Throws `not_found`. */
  async read(who: ReviewReader, where: Prisma.ReviewWhereInput): Promise<ReviewDetail> {
    return this.#core.database.read(async (prisma) => {
      const row = await findReview(prisma, { AND: [where, await reviewableBy(prisma, who.staffId)] });
      return toDetail(this.#core, prisma, row, who);
    });
  }

  /** Throws `wrong_state` where no seat is free for them. */
  async take(who: ReviewReader, reviewId: ReviewId): Promise<ReviewDetail> {
    return this.#change(who, reviewId, async (tx, row) => {
      const seat = freeSeat(row, who.staffId);
      if (seat === null) throw new AppError('wrong_state');
      await this.#seat(tx, row, seat.position, who.staffId);
      await this.#note(tx, 'review.taken', who.staffId, row, { position: seat.position });
    });
  }

  async release(who: ReviewReader, reviewId: ReviewId): Promise<ReviewDetail> {
    return this.#change(who, reviewId, async (tx, row) => {
      const { position } = this.#undecidedSeat(row, who.staffId);
      await this.#seat(tx, row, position, null);
      await this.#note(tx, 'review.released', who.staffId, row, { position });
    });
  }

  /** Final. Throws `wrong_state` for whoever has no seat or has decided, `bad_request` for what does not fit what was found. */
  async decide(who: ReviewReader, reviewId: ReviewId, decided: Decided): Promise<ReviewDetail> {
    return this.#change(who, reviewId, async (tx, row) => {
      const { position } = this.#undecidedSeat(row, who.staffId);
      checkDecision(decided, row.inspection.findings);
      await tx.reviewSeat.update({
        where: { reviewId_position: { reviewId, position } },
        data: {
          decision: decided.decision,
          decidedAt: new Date(this.#core.clock()),
          findings: decided.findings.map(({ findingId, decision }) => ({ findingId, decision })),
          reasons: sealReasons(this.#core.vault, reviewId, position, {
            overall: decided.reason,
            findings: Object.fromEntries(
              decided.findings.flatMap(({ findingId, reason }) => (reason === null ? [] : [[findingId, reason]])),
            ),
          }),
        },
      });
      await this.#settle(tx, await findReview(tx, { id: reviewId }), who.staffId);
      // What was decided stands in the review: here others can read who decided, not what.
      await this.#note(tx, 'review.decided', who.staffId, row, { position });
    });
  }

  /** Undecided reviews of other teams than the asker's own. */
  async open(who: ReviewReader): Promise<readonly ReviewSummary[]> {
    return this.#core.database.read(async (prisma) => {
      const mayKnow = await reviewableBy(prisma, who.staffId);
      const rows = await prisma.review.findMany({
        where: { AND: [mayKnow, { status: { not: 'done' } }] },
        include: WITH_ALL,
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
        take: 200,
      });
      return toSummaries(this.#core, prisma, rows, who);
    });
  }

  /** Reviewers who may take a seat of it: not of the people who served, not of their teams, not seated already. */
  async assignees({ staffId, language }: ReviewReader, reviewId: ReviewId) {
    return this.#core.database.read(async (prisma) => {
      const row = await findReview(prisma, { AND: [{ id: reviewId }, await reviewableBy(prisma, staffId)] });
      const reviewers = await prisma.staff.findMany({
        where: { active: true, roles: { has: 'reviewer' } },
        orderBy: { staffNumber: 'asc' },
      });
      const free = await Promise.all(reviewers.map(async (one) => ((await this.#mayReview(prisma, one.id as StaffId, row)) ? [one] : [])));
      return free.flat().map((one) => ({ staffId: one.id as StaffId, name: nameIn(language, one) }));
    });
  }

  /** Throws `forbidden` for somebody who may not review it, `wrong_state` for a seat that is decided or not there. */
  async assign(who: ReviewReader, reviewId: ReviewId, position: number, staffId: StaffId | null): Promise<void> {
    await this.#change(who, reviewId, async (tx, row) => {
      const seat = row.seats.find((one) => one.position === position);
      if (seat === undefined || seat.decision !== null || statusOf(row) === 'done') throw new AppError('wrong_state');
      if (staffId !== null && !(await this.#mayReview(tx, staffId, row))) throw new AppError('forbidden');
      await this.#seat(tx, row, position, staffId);
      await this.#note(tx, 'review.assigned', who.staffId, row, { position, to: staffId });
    });
  }

  async #mayReview(reader: Parameters<typeof ownPeople>[0], staffId: StaffId, row: ReviewRow): Promise<boolean> {
    const person = await reader.staff.findUnique({ where: { id: staffId }, select: { active: true, roles: true } });
    if (person?.active !== true || !person.roles.includes('reviewer') || seatOf(row, staffId) !== null) return false;
    const own = withoutPeople(await ownPeople(reader, staffId));
    return (await reader.session.count({ where: { AND: [{ id: row.sessionId }, own] } })) > 0;
  }

  #undecidedSeat(row: ReviewRow, staffId: StaffId) {
    const seat = seatOf(row, staffId);
    if (seat === null || seat.decision !== null || statusOf(row) === 'done') throw new AppError('wrong_state');
    return seat;
  }

  async #seat(tx: Tx, row: ReviewRow, position: number, staffId: StaffId | null): Promise<void> {
    const takenAt = staffId === null ? null : new Date(this.#core.clock());
    await tx.reviewSeat.update({ where: { reviewId_position: { reviewId: row.id, position } }, data: { staffId, takenAt } });
    const seats = row.seats.map((seat) => (seat.position === position ? { ...seat, staffId } : seat));
    await tx.review.update({ where: { id: row.id }, data: { status: openStatus(seats) } });
  }

  /** Once all are in: the same twice, or what the third one says, is the decision; two who differ need a third one. */
  async #settle(tx: Tx, row: ReviewRow, by: StaffId): Promise<void> {
    const decisions = row.seats.map((seat) => decisionOf(seat));
    if (decisions.some((decision) => decision === null)) return;
    const [first, second] = decisions;
    const last = row.seats.at(-1);
    if (row.seats.length === 2 && first !== second) {
      await tx.reviewSeat.create({ data: { reviewId: row.id, position: ARBITER } });
      await tx.review.update({ where: { id: row.id }, data: { status: 'differing' } });
      return;
    }
    const decision = last === undefined ? null : decisionOf(last);
    if (decision === null) throw new AppError('internal');
    await this.#complete(tx, row, decision, by);
  }

  async #complete(tx: Tx, row: ReviewRow, decision: ReviewDecision, by: StaffId): Promise<void> {
    await tx.review.update({ where: { id: row.id }, data: { status: 'done', decision, completedAt: new Date(this.#core.clock()) } });
    await this.#core.log.append(tx, row.sessionId as SessionId, {
      actor: { kind: 'staff', id: by },
      type: 'review.completed',
      payload: {
        reviewId: row.id as ReviewId,
        recordingId: row.recordingId as never,
        decision,
        decisions: row.seats.flatMap((seat) => {
          const said = decisionOf(seat);
          if (said === null || seat.staffId === null || seat.decidedAt === null) return [];
          return [{ staffId: seat.staffId as StaffId, position: seat.position, decision: said, at: seat.decidedAt.getTime() }];
        }),
      },
    });
    if (row.session.followsSessionId !== null) await completeRectification(this.#core, tx, row.sessionId as SessionId, decision, by);
  }

  async #change(who: ReviewReader, reviewId: ReviewId, work: (tx: Tx, row: ReviewRow) => Promise<void>): Promise<ReviewDetail> {
    return this.#core.database.transaction(async (tx) => {
      const row = await lockReview(tx, reviewId, await reviewableBy(tx, who.staffId));
      await work(tx, row);
      return toDetail(this.#core, tx, await findReview(tx, { id: reviewId }), who);
    });
  }

  async #note(
    tx: Tx,
    action: 'review.taken' | 'review.released' | 'review.decided' | 'review.assigned',
    staffId: StaffId,
    row: ReviewRow,
    detail: Readonly<Record<string, string | number | null>>,
  ): Promise<void> {
    await this.#audit.record(tx, { action, staffId, object: row.id, detail: { ...detail, recordingId: row.recordingId } });
  }
}
