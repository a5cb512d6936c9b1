import {
  type Language,
  type ParticipantId,
  type RecordingDetail,
  type RecordingId,
  RecordingStatus,
  type RecordingSummary,
  routes,
  type SessionId,
} from '@guichet/protocol';
import { z } from 'zod';
import type { PrismaClient } from '../database/generated/client.ts';
import { readGuestNames } from '../guests/guest-names.ts';
import type { Core } from '../sessions/core.ts';
import { maskedCustomerName, type PartyNames, staffName, toServiceTypeView, unnamed } from '../sessions/views/view-parts.ts';
import { nameIn } from '../staff/staff-view.ts';
import { mayDownload, type RecordingWithSession, type Viewer } from './recording-access.ts';
import { MuxReport } from './mux-report.ts';
import { RecordingGap } from './recording-row.ts';

const PartyRole = z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']);

/** One line of the list. The customer's name is masked for everybody. */
export async function toSummary(
  core: Core,
  prisma: PrismaClient,
  row: RecordingWithSession,
  language: Language,
): Promise<RecordingSummary> {
  const { session } = row;
  const agent =
    session.agentId === null
      ? null
      : await prisma.staff.findUnique({ where: { id: session.agentId }, select: { displayName: true, displayNameEn: true } });
  return {
    recordingId: row.id as RecordingId,
    sessionId: session.id as SessionId,
    sessionNumber: session.number,
    serviceType: toServiceTypeView(session.serviceType),
    status: RecordingStatus.parse(row.status),
    startedAt: row.startedAt.getTime(),
    deletedAt: row.deletedAt?.getTime() ?? null,
    durationMs: row.durationMs,
    sizeBytes: Number(row.sizeBytes),
    gapCount: gapsOf(row).length,
    customerName: await maskedCustomerName(core, prisma, session.id as SessionId),
    agentName: agent === null ? null : nameIn(language, agent),
  };
}

/** All that the replay page needs; tracks have a file once the recording is ready. */
export async function toDetail(
  core: Core,
  prisma: PrismaClient,
  row: RecordingWithSession,
  viewer: Viewer,
  language: Language,
): Promise<RecordingDetail> {
  const summary = await toSummary(core, prisma, row, language);
  const report = muxReportOf(row);
  return {
    ...summary,
    parties: await partiesOf(prisma, row, {
      language,
      customer: summary.customerName,
      guests: await readGuestNames(core, prisma, summary.sessionId, language),
    }),
    tracks: (report?.tracks ?? []).map(({ file, ...track }) => ({
      ...track,
      url: file === null || row.deletedAt !== null ? null : trackUrl(summary.recordingId, track.trackId),
    })),
    gaps: gapsOf(row),
    progress: row.progress,
    mayDownload: mayDownload(viewer) && row.status === 'ready' && row.deletedAt === null,
  };
}

export function muxReportOf(row: { readonly muxReport: unknown }): MuxReport | null {
  return row.muxReport === null ? null : MuxReport.parse(row.muxReport);
}

async function partiesOf(prisma: PrismaClient, row: RecordingWithSession, names: PartyNames): Promise<RecordingDetail['parties']> {
  const participants = await prisma.callParticipant.findMany({
    where: { callId: row.callId },
    orderBy: [{ admittedAt: 'asc' }, { id: 'asc' }],
  });
  const staff = await prisma.staff.findMany({
    where: { id: { in: participants.flatMap(({ staffId }) => (staffId === null ? [] : [staffId])) } },
    select: { id: true, displayName: true, displayNameEn: true, staffNumber: true },
  });
  return participants.map((party) => {
    const person = staff.find((candidate) => candidate.id === party.staffId);
    const displayName = person === undefined ? unnamed(party, names) : staffName(person, names.language);
    return { participantId: party.id as ParticipantId, role: PartyRole.parse(party.role), displayName };
  });
}

/** Measured by the muxer, or, before that, as the node reported them; on the recording's clock. */
function gapsOf(row: RecordingWithSession): RecordingDetail['gaps'] {
  const report = muxReportOf(row);
  if (report !== null) return report.gaps;
  const beganAt = row.startedAt.getTime();
  return z
    .array(RecordingGap)
    .parse(row.gaps)
    .map((gap) => ({ ...gap, fromMs: gap.fromMs - beganAt, toMs: gap.toMs - beganAt }));
}

function trackUrl(recordingId: RecordingId, trackId: string): string {
  return routes['recordings.track'].path.replace(':recordingId', recordingId).replace(':trackId', trackId);
}
