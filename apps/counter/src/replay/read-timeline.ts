import type { Language, RecordingId, SessionId, StaffRole, Timeline } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';
import type { RecordingWithSession, Viewer } from '../recordings/recording-access.ts';
import { muxReportOf, toDetail } from '../recordings/recording-views.ts';
import { ownPeople, withoutPeople } from '../review/review-access.ts';
import type { Core } from '../sessions/core.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import type { FindingsOf } from './findings.ts';
import type { ReplayNotes } from './notes.ts';
import { ShownValues } from './shown-values.ts';
import type { ShownPictures } from './shown-pictures.ts';
import { RecordingClock } from './timeline/clock.ts';
import { tellFlow } from './timeline/flow-story.ts';
import { OpenedValues } from './timeline/opened-values.ts';
import { type ClosedChunk, projectTimeline, type TimelineSources } from './timeline/project-timeline.ts';
import { mayUnmask, type Unmaskings } from './unmaskings.ts';

/** These see what was found and noted of every recording; a reviewer of those that they may review. An agent sees what happened. */
const SEE_REVIEW: readonly StaffRole[] = ['supervisor', 'admin'];

export interface TimelineParts {
  readonly core: Core;
  readonly pictures: ShownPictures;
  readonly unmaskings: Unmaskings;
  readonly notes: ReplayNotes;
  readonly findingsOf: FindingsOf;
}

const CHUNK_CLOSED = 'recording.chunk_closed';

interface Reader {
  readonly viewer: Viewer;
  readonly language: Language;
}

/** The timeline of a recording as this viewer may see it. */
export async function readTimeline(
  parts: TimelineParts,
  prisma: PrismaClient,
  row: RecordingWithSession,
  reader: Reader,
): Promise<Timeline> {
  const { sources, shown } = await readSources(parts, prisma, row, reader);
  return projectTimeline({ ...sources, shown });
}

/** The same as it was and as this viewer may see it: for finding what they may not read. `clear` never leaves the counter. */
export async function readBothTimelines(
  parts: TimelineParts,
  prisma: PrismaClient,
  row: RecordingWithSession,
  reader: Reader,
): Promise<{ readonly clear: Timeline; readonly shown: Timeline }> {
  const { sources, shown } = await readSources(parts, prisma, row, reader);
  const clear = projectTimeline({ ...sources, shown: new ShownValues(false, sources.values.customer) });
  return { clear, shown: shown.masked ? projectTimeline({ ...sources, shown }) : clear };
}

async function readSources(
  { core, pictures, unmaskings, notes, findingsOf }: TimelineParts,
  prisma: PrismaClient,
  row: RecordingWithSession,
  { viewer, language }: Reader,
): Promise<{ readonly sources: Omit<TimelineSources, 'shown'>; readonly shown: ShownValues }> {
  const recordingId = row.id as RecordingId;
  const sessionId = row.sessionId as SessionId;
  const seesReview = await mayKnowReview(prisma, viewer, sessionId);
  const [detail, eventRows, chunks, values, unmaskedUntil, pictureOf, material, findings, look, noted] = await Promise.all([
    toDetail(core, prisma, row, viewer, language),
    prisma.sessionEvent.findMany({ where: { sessionId, type: { not: CHUNK_CLOSED } }, orderBy: { seq: 'asc' } }),
    closedChunks(prisma, sessionId, recordingId),
    OpenedValues.open(core, prisma, sessionId),
    unmaskings.until(prisma, viewer, recordingId),
    pictures.chooser(prisma, viewer, row),
    pictures.material(prisma, recordingId),
    seesReview ? findingsOf(prisma, recordingId) : null,
    seesReview ? prisma.recordingLook.findUnique({ where: { recordingId }, select: { progress: true } }) : null,
    seesReview ? notes.list(prisma, recordingId, viewer.staffId) : [],
  ]);
  const events = eventRows.map(fromEventRow);
  const startedAt = muxReportOf(row)?.originMs ?? row.startedAt.getTime();
  const durationMs = Math.max(detail.durationMs ?? 0, ...detail.tracks.map(({ toMs }) => toMs));
  const sources = {
    detail,
    events,
    chunks,
    values,
    language,
    startedAt,
    unmaskedUntil,
    findings,
    inspectionProgress: findings === null ? (look?.progress ?? null) : null,
    material,
    pictureOf,
    story: await tellFlow(core, prisma, events, values),
    clock: new RecordingClock(startedAt, durationMs),
    mayUnmask: mayUnmask(viewer),
    notes: noted,
  };
  return { sources, shown: new ShownValues(unmaskedUntil === null, values.customer) };
}

/** Of an hour two thousand: read as what is shown of them, and not one by one as events. */
const closedChunks = (prisma: PrismaClient, sessionId: SessionId, recordingId: RecordingId): Promise<ClosedChunk[]> =>
  prisma.$queryRaw<ClosedChunk[]>`
    select ("payload"->>'seq')::int as "seq", coalesce("mediaAt", "at") as "at" from "SessionEvent" as e
    where "sessionId" = ${sessionId} and "type" = ${CHUNK_CLOSED} and "payload"->>'recordingId' = ${recordingId} order by e."seq"`;

async function mayKnowReview(prisma: PrismaClient, { staffId, roles }: Viewer, sessionId: SessionId): Promise<boolean> {
  if (roles.some((role) => SEE_REVIEW.includes(role))) return true;
  if (!roles.includes('reviewer')) return false;
  return (await prisma.session.count({ where: { AND: [{ id: sessionId }, withoutPeople(await ownPeople(prisma, staffId))] } })) > 0;
}
