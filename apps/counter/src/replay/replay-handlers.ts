import { AppError, type RecordingId, type RouteName, type TrackId } from '@guichet/protocol';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { type HttpContext, type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { type RecordingWithSession, type Viewer, viewerOf } from '../recordings/recording-access.ts';
import { muxReportOf } from '../recordings/recording-views.ts';
import { findThere } from '../recordings/require-there.ts';
import { captionsOf } from './captions.ts';
import { readTimeline, type TimelineParts } from './read-timeline.ts';
import { mayUnmask } from './unmaskings.ts';

type ReplayRouteName = Extract<
  RouteName,
  | 'recordings.timeline'
  | 'recordings.unmask'
  | 'recordings.mask'
  | 'recordings.peaks'
  | 'recordings.thumbnails'
  | 'recordings.still'
  | 'recordings.captions'
  | 'recordings.watched'
  | 'recordings.addNote'
  | 'recordings.removeNote'
>;

interface ReplayHandlersOptions extends TimelineParts {
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
}

/** What is sent of one person is for no cache but that page's own. */
const PRIVATE = 'private, no-store';

/** Replay on one timeline. Who may see a recording is asked anew at every request; each look, jump and picture taken is audited. */
export function replayHandlers(options: ReplayHandlersOptions): HttpHandlers<ReplayRouteName> {
  const { core, audit, jobs, pictures, unmaskings, notes } = options;
  const { database } = core;
  const looks = new AuditedLooks(audit, core.clock);
  const find = (viewer: Viewer, recordingId: RecordingId) => database.read((prisma) => findThere(prisma, viewer, recordingId));

  /** Whoever misses material has it made: of recordings from before there was any, and where its folder was lost. */
  const wantMaterial = (recordingId: RecordingId): Promise<void> =>
    database.transaction((tx) => jobs.enqueue(tx, 'recording.material', { recordingId }, { key: recordingId }));

  const orMake = async <T>(recordingId: RecordingId, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'recording_not_ready') await wantMaterial(recordingId);
      throw error;
    }
  };

  return {
    'recordings.timeline': async ({ params: { recordingId } }, context) => {
      const viewer = viewerOf(context);
      const language = context.staff?.language ?? 'zh-CN';
      const timeline = await database.read(async (prisma) =>
        readTimeline(options, prisma, await findThere(prisma, viewer, recordingId), { viewer, language }),
      );
      await looks.note({ action: 'recording.viewed', staffId: viewer.staffId, object: recordingId, detail: { masked: timeline.masked } });
      if (timeline.material === 'pending' && timeline.parties.some(({ tracks }) => tracks.length > 0)) await wantMaterial(recordingId);
      return timeline;
    },
    'recordings.unmask': async ({ params: { recordingId }, body: { reason } }, context) => {
      const viewer = viewerOf(context);
      if (!mayUnmask(viewer)) throw new AppError('forbidden');
      await find(viewer, recordingId);
      return { unmaskedUntil: await unmaskings.begin(viewer, recordingId, reason) };
    },
    'recordings.mask': async ({ params: { recordingId } }, context) => {
      const viewer = viewerOf(context);
      await find(viewer, recordingId);
      await unmaskings.end(viewer, recordingId);
      return {};
    },
    'recordings.peaks': async ({ params: { recordingId, trackId } }, context) => {
      const row = await find(viewerOf(context), recordingId);
      trackOf(row, trackId);
      const bytes = await orMake(recordingId, () => pictures.peaks(recordingId, trackId));
      // They say how loud it was and nothing else, and never change.
      await context.raw.reply.header('cache-control', 'private, max-age=3600').type('application/octet-stream').send(bytes);
    },
    'recordings.thumbnails': async ({ params: { recordingId, trackId } }, context) => {
      const viewer = viewerOf(context);
      const row = await find(viewer, recordingId);
      const track = trackOf(row, trackId);
      const bytes = await orMake(recordingId, () => pictures.sheet(viewer, row, track, markText(context), context.signal));
      await looks.note({ action: 'recording.viewed', staffId: viewer.staffId, object: recordingId, detail: { thumbnails: trackId } });
      await context.raw.reply.header('cache-control', PRIVATE).type('image/jpeg').send(bytes);
    },
    'recordings.still': async ({ params: { recordingId, trackId }, query: { atMs } }, context) => {
      const viewer = viewerOf(context);
      const row = await find(viewer, recordingId);
      const track = trackOf(row, trackId);
      const bytes = await pictures.still(viewer, row, track, atMs, markText(context), context.signal);
      await looks.note({ action: 'recording.still_taken', staffId: viewer.staffId, object: recordingId, detail: { trackId, atMs } });
      await context.raw.reply.header('cache-control', PRIVATE).type('image/jpeg').send(bytes);
    },
    'recordings.captions': async ({ params: { recordingId }, query: { language, trackId } }, context) => {
      const viewer = viewerOf(context);
      const row = await find(viewer, recordingId);
      const offsetMs = trackId === undefined ? 0 : trackOf(row, trackId).fromMs;
      const timeline = await database.read((prisma) => readTimeline(options, prisma, row, { viewer, language }));
      await looks.note({
        action: 'recording.captions_taken',
        staffId: viewer.staffId,
        object: recordingId,
        detail: { masked: timeline.masked },
      });
      await context.raw.reply
        .header('cache-control', PRIVATE)
        .type('text/vtt; charset=utf-8')
        .send(captionsOf(timeline, language, offsetMs));
    },
    'recordings.watched': async ({ params: { recordingId }, body: { seeks } }, context) => {
      const viewer = viewerOf(context);
      await find(viewer, recordingId);
      const places = seeks.map(({ fromMs, toMs }) => `${fromMs}>${toMs}`).join(' ');
      await audit.recordAlone({
        action: 'recording.seeked',
        staffId: viewer.staffId,
        object: recordingId,
        detail: { seeks: seeks.length, places },
      });
      return {};
    },
    'recordings.addNote': async ({ params: { recordingId }, body }, context) => {
      const viewer = viewerOf(context);
      await find(viewer, recordingId);
      if (body.untilMs !== null && body.untilMs < body.atMs) throw new AppError('bad_request');
      return notes.add(recordingId, { staffId: staffIdOf(context), displayName: context.staff?.displayName ?? '' }, body);
    },
    'recordings.removeNote': async ({ params: { recordingId, noteId } }, context) => {
      const viewer = viewerOf(context);
      await find(viewer, recordingId);
      await notes.remove(recordingId, noteId, viewer.staffId);
      return {};
    },
  };
}

function trackOf(row: RecordingWithSession, trackId: TrackId) {
  const report = row.status === 'ready' ? muxReportOf(row) : null;
  if (report === null) throw new AppError('recording_not_ready');
  const track = report.tracks.find((candidate) => candidate.trackId === trackId);
  if (track === undefined) throw new AppError('not_found');
  return track;
}

/** Who looks, and on which day: what a picture carries wherever it goes. */
export function markText({ staff }: HttpContext, now = new Date()): string {
  return `${staff?.staffNumber ?? ''} ${staff?.displayName ?? ''} ${now.toISOString().slice(0, 16).replace('T', ' ').replace(':', '-')}`;
}
