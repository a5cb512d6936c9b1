import {
  type DecisionView,
  type Language,
  type LinkedSession,
  LocalText,
  type RecordingId,
  type RectificationView,
  type ReviewDetail,
  type ReviewId,
  type ReviewSummary,
  type ServiceTypeId,
  type SessionId,
  type StaffId,
} from '@guichet/protocol';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { PrismaClient, Rectification } from '../database/generated/client.ts';
import { toInspectionView } from '../inspection/inspection-views.ts';
import type { Core } from '../sessions/core.ts';
import { staffName } from '../sessions/views/view-parts.ts';
import { openReasons } from './decision-reasons.ts';
import { ARBITER, decisionOf, freeSeat, KeptFindings, type ReviewRow, seatOf, statusOf } from './review-rows.ts';

type Reader = Tx | PrismaClient;

/** Whose eyes it is for. */
export interface ReviewReader {
  readonly staffId: StaffId;
  readonly language: Language;
}

const Drawn = z.array(z.object({ title: LocalText, drawn: z.boolean() }));
const SEVERITIES = ['critical', 'major', 'minor'] as const;
const FOLLOW_UP = { 'zh-CN': '整改补录', en: 'Puts another one right' } as const;

/** Lines of the queue, in the order of the rows. */
export async function toSummaries(core: Core, reader: Reader, rows: readonly ReviewRow[], who: ReviewReader): Promise<ReviewSummary[]> {
  const recordingIds = rows.map(({ recordingId }) => recordingId);
  const agentIds = rows.flatMap(({ session }) => session.agentId ?? []);
  const [recordings, draws, agents] = await Promise.all([
    reader.recording.findMany({ where: { id: { in: recordingIds } }, select: { id: true, startedAt: true, durationMs: true } }),
    reader.reviewDraw.findMany({ where: { recordingId: { in: recordingIds } } }),
    reader.staff.findMany({
      where: { id: { in: agentIds } },
      select: { id: true, displayName: true, displayNameEn: true, staffNumber: true },
    }),
  ]);
  return rows.map((row): ReviewSummary => {
    const { session, inspection } = row;
    const recording = recordings.find(({ id }) => id === row.recordingId);
    const agent = agents.find(({ id }) => id === session.agentId);
    const failed = inspection.findings.filter(({ result }) => result === 'fail');
    const drawn = Drawn.parse(draws.find(({ recordingId }) => recordingId === row.recordingId)?.rules ?? []);
    return {
      reviewId: row.id as ReviewId,
      recordingId: row.recordingId as RecordingId,
      sessionId: session.id as SessionId,
      sessionNumber: session.number,
      status: statusOf(row),
      serviceTypeId: session.serviceTypeId as ServiceTypeId,
      serviceTitle: { 'zh-CN': session.serviceType.titleZh, en: session.serviceType.titleEn },
      product: productOf(inspection.facts),
      agentName: agent === undefined ? null : staffName(agent, who.language),
      recordedAt: (recording?.startedAt ?? row.createdAt).getTime(),
      durationMs: recording?.durationMs ?? null,
      dueAt: row.dueAt.getTime(),
      overdue: statusOf(row) !== 'done' && row.dueAt.getTime() < core.clock(),
      failed: failed.length,
      open: inspection.findings.filter(({ result }) => result === 'warn' || result === 'not_evaluated').length,
      worst: SEVERITIES.find((severity) => failed.some((finding) => finding.severity === severity)) ?? null,
      seats: row.seats.map((seat) => ({
        position: seat.position,
        staffId: seat.staffId as StaffId | null,
        name: seat.staff === null ? null : staffName(seat.staff, who.language),
        takenAt: seat.takenAt?.getTime() ?? null,
        decidedAt: seat.decidedAt?.getTime() ?? null,
        mine: seat.staffId === who.staffId,
      })),
      drawnBy: [...drawn.filter((one) => one.drawn).map(({ title }) => title), ...(session.followsSessionId === null ? [] : [FOLLOW_UP])],
      decision: decisionOf(row),
      followsSessionId: session.followsSessionId as SessionId | null,
    };
  });
}

const Product = z.object({ product: z.string().nullable() });
const productOf = (facts: unknown): string | null => Product.safeParse(facts).data?.product ?? null;

/** All of one review, as far as this reader may know it. */
export async function toDetail(core: Core, reader: Reader, row: ReviewRow, who: ReviewReader): Promise<ReviewDetail> {
  const [review] = await toSummaries(core, reader, [row], who);
  if (review === undefined) throw new Error('A review without its own line');
  const mine = seatOf(row, who.staffId);
  const [rectification] = row.rectifications;
  const isDone = review.status === 'done';
  const [follows, followUp] = await Promise.all([
    linked(reader, row.session.followsSessionId),
    linked(reader, rectification?.followUpSessionId ?? null),
  ]);
  const decidedHere = mine !== null && mine.decision !== null;
  return {
    review,
    inspection: toInspectionView(row.inspection),
    decisions: shownDecisions(core, row, who),
    rectification: rectification === undefined ? null : toRectificationView(rectification),
    follows,
    followUp,
    mayTake: freeSeat(row, who.staffId) !== null,
    mayDecide: !isDone && mine !== null && mine.decision === null,
    mayRelease: !isDone && mine !== null && mine.decision === null,
    mayRectify: isDone && decidedHere && review.decision === 'rectify' && row.session.apiClientId !== null && rectification === undefined,
  };
}

async function linked(reader: Reader, sessionId: string | null): Promise<LinkedSession | null> {
  if (sessionId === null) return null;
  const session = await reader.session.findUnique({
    where: { id: sessionId },
    select: { number: true, recordings: { orderBy: { startedAt: 'desc' }, take: 1, select: { id: true } } },
  });
  if (session === null) return null;
  const recordingId = (session.recordings[0]?.id ?? null) as RecordingId | null;
  return { sessionId: sessionId as SessionId, sessionNumber: session.number, recordingId };
}

/**
 * The second person sees nothing of what the first one decided until both are in; whoever decides between two sees both. One's own is always shown.
 */
function shownDecisions(core: Core, row: ReviewRow, { staffId, language }: ReviewReader): DecisionView[] {
  const mine = seatOf(row, staffId);
  const seesAll = statusOf(row) === 'done' || mine?.position === ARBITER;
  return row.seats.flatMap((seat): DecisionView[] => {
    const decision = decisionOf(seat);
    if (decision === null || seat.decidedAt === null || (!seesAll && seat.staffId !== staffId)) return [];
    const reasons = openReasons(core.vault, row.id as ReviewId, seat.position, seat.reasons);
    return [
      {
        position: seat.position,
        name: seat.staff === null ? '' : staffName(seat.staff, language),
        at: seat.decidedAt.getTime(),
        decision,
        reason: reasons.overall,
        findings: KeptFindings.parse(seat.findings).map(({ findingId, decision: said }) => ({
          findingId: findingId as DecisionView['findings'][number]['findingId'],
          decision: said,
          reason: reasons.findings[findingId] ?? null,
        })),
      },
    ];
  });
}

export const toRectificationView = (row: Rectification): RectificationView => ({
  rectificationId: row.id as RectificationView['rectificationId'],
  reviewId: row.reviewId as ReviewId,
  sessionId: row.sessionId as SessionId,
  status: row.status as RectificationView['status'],
  rules: [...row.rules],
  requestedAt: row.requestedAt.getTime(),
  dueAt: row.dueAt.getTime(),
  followUpSessionId: row.followUpSessionId as SessionId | null,
});
