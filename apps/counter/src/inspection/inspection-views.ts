import { FindingView, type InspectionView, type RecordingId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Finding, PrismaClient } from '../database/generated/client.ts';
import { z } from 'zod';

type Reader = Tx | PrismaClient;
const Packs = z.array(z.object({ id: z.string(), version: z.number().int().positive() }));

export function toFindingView(row: Finding): FindingView {
  return FindingView.parse({ ...row, findingId: row.id });
}

/** The latest inspection of a recording, its findings in the order of the packs; null while nobody has looked. */
export async function latestInspection(reader: Reader, recordingId: RecordingId): Promise<InspectionView | null> {
  const row = await reader.inspection.findFirst({
    where: { recordingId },
    orderBy: { createdAt: 'desc' },
    include: { findings: { orderBy: { position: 'asc' } } },
  });
  return row === null ? null : toInspectionView(row);
}

type InspectionRow = NonNullable<Awaited<ReturnType<Reader['inspection']['findFirst']>>> & { readonly findings: readonly Finding[] };

export const toInspectionView = (row: InspectionRow): InspectionView => ({
  inspectionId: row.id as InspectionView['inspectionId'],
  recordingId: row.recordingId as RecordingId,
  sessionId: row.sessionId as InspectionView['sessionId'],
  at: row.createdAt.getTime(),
  packs: Packs.parse(row.packs),
  findings: row.findings.map(toFindingView),
});

/** What the rules found, as the timeline shows it. */
export async function timelineFindings(reader: Reader, recordingId: RecordingId) {
  const inspection = await latestInspection(reader, recordingId);
  if (inspection === null) return null;
  return inspection.findings.map(({ ruleId, packId, packVersion, title, citation, source, result, reason, moments }) => ({
    ruleId,
    packId,
    packVersion: String(packVersion),
    title,
    citation: citation.text,
    source,
    result,
    reason,
    moments: moments.map(({ atMs, untilMs, label, trackId, engine, confidence }) => ({
      ...{ atMs, label, untilMs: untilMs ?? null },
      ...{ trackId: trackId ?? null, engine: engine ?? null, confidence: confidence ?? null },
    })),
  }));
}
