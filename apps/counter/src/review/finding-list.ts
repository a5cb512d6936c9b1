import type { Language, RecordingId } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';
import { toFindingView } from '../inspection/inspection-views.ts';
import { nameIn } from '../staff/staff-view.ts';
import { type Period, recordingsOf } from './figures.ts';

export interface FindingFilter extends Period {
  readonly ruleId?: string | undefined;
  readonly flow?: string | undefined;
  readonly flowVersion?: number | undefined;
  readonly result: string;
  readonly limit: number;
}

/** Findings behind a figure, of the latest inspections, newest first; none of sessions in which one of `hidden` took part. */
export async function findingsBehind(prisma: PrismaClient, filter: FindingFilter, hidden: readonly string[], language: Language) {
  const { rows: ofPeriod } = await recordingsOf(prisma, filter, hidden);
  const recordings = ofPeriod.filter(
    ({ flowKey, flowVersion }) =>
      (filter.flow === undefined || flowKey === filter.flow) && (filter.flowVersion === undefined || flowVersion === filter.flowVersion),
  );
  const byInspection = new Map(recordings.flatMap((row) => (row.inspectionId === null ? [] : [[row.inspectionId, row] as const])));
  const rows = await prisma.finding.findMany({
    where: {
      inspectionId: { in: [...byInspection.keys()] },
      result: filter.result,
      ...(filter.ruleId === undefined ? {} : { ruleId: filter.ruleId }),
    },
    include: { inspection: { select: { createdAt: true } } },
    orderBy: [{ inspection: { createdAt: 'desc' } }, { position: 'asc' }],
    take: filter.limit,
  });
  const staff = await prisma.staff.findMany({
    where: { id: { in: recordings.flatMap(({ agentId }) => agentId ?? []) } },
    select: { id: true, displayName: true, displayNameEn: true },
  });
  const started = await prisma.recording.findMany({
    where: { id: { in: rows.map(({ recordingId }) => recordingId) } },
    select: { id: true, startedAt: true },
  });
  return rows.map((row) => {
    const recording = byInspection.get(row.inspectionId);
    const agent = staff.find(({ id }) => id === recording?.agentId);
    return {
      finding: toFindingView(row),
      recordingId: row.recordingId as RecordingId,
      sessionNumber: recording?.sessionNumber ?? '',
      recordedAt: started.find(({ id }) => id === row.recordingId)?.startedAt.getTime() ?? 0,
      agentName: agent === undefined ? null : nameIn(language, agent),
    };
  });
}
