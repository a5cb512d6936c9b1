import {
  AppError,
  type Language,
  LocalText,
  ReviewDecision,
  type ReviewFigures,
  type ServiceTypeId,
  type StaffId,
} from '@guichet/protocol';
import { Prisma, type PrismaClient } from '../database/generated/client.ts';
import { readBank } from '../sessions/bank.ts';
import type { Core } from '../sessions/core.ts';
import { nameIn } from '../staff/staff-view.ts';
import { agreement } from './kappa.ts';
import { sessionsOfPeople } from './review-access.ts';

export interface Period {
  /** The bank's days, `2026-11-22`, both of them included. */
  readonly from: string;
  readonly to: string;
  readonly serviceTypeId?: string | undefined;
  readonly agentId?: string | undefined;
}

const MAX_DAYS = 400;
const PASSED: readonly string[] = ['pass', 'pass_with_remark'];

/** A recording of the period with what became of it. */
export interface ReviewedRecording {
  readonly recordingId: string;
  readonly sessionNumber: string;
  readonly day: string;
  readonly agentId: string | null;
  readonly flowKey: string | null;
  readonly flowVersion: number | null;
  readonly endedAt: Date;
  readonly inspectionId: string | null;
  readonly drawn: boolean | null;
  readonly reviewStatus: string | null;
  readonly decision: string | null;
  readonly dueAt: Date | null;
  readonly completedAt: Date | null;
  readonly failedRules: number;
  /** One of the people asked for took part. */
  readonly ofPeople: boolean;
}

interface ReviewedRecordings {
  readonly rows: readonly ReviewedRecording[];
  /** How many more there are, of sessions in which one of those took part of whom nothing is to be told. */
  readonly leftOut: number;
}

/** Whether a recording is ready and of these days of the bank's. Throws `bad_request` for a period that is none, or too long. */
async function readyWithin(prisma: PrismaClient, { from, to }: Period): Promise<{ readonly ready: Prisma.Sql; readonly timeZone: string }> {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (!(days >= 0 && days < MAX_DAYS)) throw new AppError('bad_request');
  const { timeZone } = await readBank(prisma);
  const ready = Prisma.sql`r."status" = 'ready' and (r."startedAt" at time zone ${timeZone})::date between ${from}::date and ${to}::date`;
  return { ready, timeZone };
}

/** Recordings of a period that are ready, oldest first; none in which one of `hidden` took part. Throws `bad_request` for a period that is none, or too long. */
export async function recordingsOf(prisma: PrismaClient, period: Period, hidden: readonly string[]): Promise<ReviewedRecordings> {
  const { serviceTypeId, agentId } = period;
  const { ready, timeZone } = await readyWithin(prisma, period);
  const all = await prisma.$queryRaw<ReviewedRecording[]>`
    select r."id" as "recordingId", s."number" as "sessionNumber",
      to_char(r."startedAt" at time zone ${timeZone}, 'YYYY-MM-DD') as "day",
      s."agentId", f."key" as "flowKey", f."version" as "flowVersion", coalesce(r."stoppedAt", r."startedAt") as "endedAt",
      i."id" as "inspectionId", d."drawn", v."status" as "reviewStatus", v."decision", v."dueAt", v."completedAt",
      coalesce(failed."count", 0)::int as "failedRules", s."id" in (${sessionsOfPeople(hidden)}) as "ofPeople"
    from "Recording" r
    join "Session" s on s."id" = r."sessionId"
    left join "FlowRun" f on f."sessionId" = s."id"
    left join lateral (select "id" from "Inspection" where "recordingId" = r."id" order by "createdAt" desc limit 1) i on true
    left join lateral (select count(*) as "count" from "Finding" where "inspectionId" = i."id" and "result" = 'fail') failed on true
    left join "ReviewDraw" d on d."recordingId" = r."id"
    left join "Review" v on v."recordingId" = r."id"
    where ${ready}
      and (${serviceTypeId ?? null}::text is null or s."serviceTypeId" = ${serviceTypeId ?? null})
      and (${agentId ?? null}::text is null or s."agentId" = ${agentId ?? null})
    order by r."startedAt", r."id"`;
  const rows = all.filter(({ ofPeople }) => !ofPeople);
  return { rows, leftOut: all.length - rows.length };
}

interface RuleCount {
  readonly ruleId: string;
  readonly title: unknown;
  readonly severity: 'critical' | 'major' | 'minor';
  readonly result: 'pass' | 'fail' | 'warn' | 'not_evaluated';
  readonly count: number;
}

/** Everything that the dashboard shows of a period, without sessions in which one of `hidden` took part. Decisions count once all who decide are in. */
export async function reviewFigures(core: Core, period: Period, hidden: readonly string[], language: Language): Promise<ReviewFigures> {
  return core.database.read(async (prisma) => {
    const { rows, leftOut } = await recordingsOf(prisma, period, hidden);
    const inspected = rows.filter(({ inspectionId }) => inspectionId !== null);
    const done = rows.filter(({ reviewStatus }) => reviewStatus === 'done');
    const open = rows.filter(({ reviewStatus }) => reviewStatus !== null && reviewStatus !== 'done');
    const now = core.clock();
    const [choices, rules, pairs] = await Promise.all([
      choicesOf(prisma, period, language),
      ruleCounts(
        prisma,
        inspected.flatMap(({ inspectionId }) => inspectionId ?? []),
      ),
      decisionPairs(
        prisma,
        done.map(({ recordingId }) => recordingId),
      ),
    ]);
    const names = new Map<string, string>(choices.agents.map(({ staffId, name }) => [staffId, name]));
    return {
      from: period.from,
      to: period.to,
      recordings: rows.length,
      leftOut,
      inspected: inspected.length,
      drawn: rows.filter(({ drawn }) => drawn === true).length,
      ...rate(rows),
      decisions: Object.fromEntries(
        ReviewDecision.options.map((kind) => [kind, done.filter(({ decision }) => decision === kind).length]),
      ) as ReviewFigures['decisions'],
      waiting: open.length,
      overdue: open.filter(({ dueAt }) => dueAt !== null && dueAt.getTime() < now).length,
      timeToReviewMs: spread(
        done.flatMap(({ completedAt, endedAt }) => (completedAt === null ? [] : [completedAt.getTime() - endedAt.getTime()])),
      ),
      rules,
      agents: groups(rows, ({ agentId }) => agentId).map(([staffId, ofAgent]) => ({
        staffId: staffId as StaffId,
        name: names.get(staffId) ?? staffId,
        ...rate(ofAgent),
        ...inspection(ofAgent),
      })),
      flowVersions: groups(rows, ({ flowKey, flowVersion }) => (flowKey === null ? null : `${flowKey}@${flowVersion}`)).map(
        ([name, ofVersion]) => ({
          key: name.slice(0, name.lastIndexOf('@')),
          version: Number(name.slice(name.lastIndexOf('@') + 1)),
          ...rate(ofVersion),
          ...inspection(ofVersion),
        }),
      ),
      days: groups(rows, ({ day }) => day).map(([day, ofDay]) => ({
        day,
        ...rate(ofDay),
        inspected: inspection(ofDay).inspected,
        withFailure: ofDay.filter(({ failedRules }) => failedRules > 0).length,
      })),
      agreement: agreement(pairs),
      choices,
    };
  });
}

function groups<T>(rows: readonly T[], keyOf: (row: T) => string | null): [string, T[]][] {
  const grouped = Map.groupBy(rows, keyOf);
  return [...grouped]
    .flatMap(([key, group]) => (key === null ? [] : [[key, group] as [string, T[]]]))
    .toSorted(([one], [other]) => one.localeCompare(other));
}

const rate = (rows: readonly ReviewedRecording[]) => {
  const done = rows.filter(({ reviewStatus }) => reviewStatus === 'done');
  return { reviewed: done.length, passed: done.filter(({ decision }) => decision !== null && PASSED.includes(decision)).length };
};

const inspection = (rows: readonly ReviewedRecording[]) => ({
  inspected: rows.filter(({ inspectionId }) => inspectionId !== null).length,
  failedRules: rows.reduce((sum, { failedRules }) => sum + failedRules, 0),
});

/** Median and 90th percentile, each a value that occurred (nearest rank). */
function spread(values: readonly number[]): ReviewFigures['timeToReviewMs'] {
  const sorted = values.map((value) => Math.max(0, value)).toSorted((one, other) => one - other);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  const [median, p90] = [rank(0.5), rank(0.9)];
  return median === undefined || p90 === undefined ? null : { median, p90 };
}

async function ruleCounts(prisma: PrismaClient, inspectionIds: readonly string[]): Promise<ReviewFigures['rules']> {
  if (inspectionIds.length === 0) return [];
  const counts = await prisma.$queryRaw<RuleCount[]>`
    select "ruleId", (array_agg("title"))[1] as "title", max("severity") as "severity", "result", count(*)::int as "count"
    from "Finding" where "inspectionId" = any(${[...inspectionIds]}) group by "ruleId", "result"`;
  const of = (ruleId: string, result: RuleCount['result']) =>
    counts.find((one) => one.ruleId === ruleId && one.result === result)?.count ?? 0;
  return [...new Map(counts.map((one) => [one.ruleId, one])).values()]
    .map(({ ruleId, title, severity }) => ({
      ruleId,
      title: LocalText.parse(title),
      severity,
      failed: of(ruleId, 'fail'),
      warned: of(ruleId, 'warn'),
      notEvaluated: of(ruleId, 'not_evaluated'),
      passed: of(ruleId, 'pass'),
    }))
    .toSorted((one, other) => other.failed - one.failed || other.warned - one.warned || one.ruleId.localeCompare(other.ruleId));
}

/** Services and agents of the period's recordings, whatever it is narrowed down by. */
async function choicesOf(prisma: PrismaClient, period: Period, language: Language): Promise<ReviewFigures['choices']> {
  const { ready } = await readyWithin(prisma, period);
  const found = await prisma.$queryRaw<{ serviceTypeId: string; agentId: string | null }[]>`
    select distinct s."serviceTypeId", s."agentId" from "Recording" r join "Session" s on s."id" = r."sessionId" where ${ready}`;
  const [services, agents] = await Promise.all([
    prisma.serviceType.findMany({ where: { id: { in: found.map(({ serviceTypeId }) => serviceTypeId) } }, orderBy: { id: 'asc' } }),
    prisma.staff.findMany({ where: { id: { in: found.flatMap(({ agentId }) => agentId ?? []) } }, orderBy: { staffNumber: 'asc' } }),
  ]);
  return {
    services: services.map(({ id, titleZh, titleEn }) => ({
      serviceTypeId: id as ServiceTypeId,
      title: { 'zh-CN': titleZh, en: titleEn },
    })),
    agents: agents.map((row) => ({ staffId: row.id as StaffId, name: nameIn(language, row) })),
  };
}

/** What first and second said who did not know of each other. */
async function decisionPairs(prisma: PrismaClient, recordingIds: readonly string[]): Promise<[string, string][]> {
  const reviews = await prisma.review.findMany({
    where: { recordingId: { in: [...recordingIds] }, persons: 2 },
    include: { seats: { orderBy: { position: 'asc' }, take: 2 } },
  });
  return reviews.flatMap(({ seats: [one, other] }): [string, string][] =>
    one?.decision == null || other?.decision == null ? [] : [[one.decision, other.decision]],
  );
}
