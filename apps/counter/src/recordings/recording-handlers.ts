import { AppError, type Language, type RecordingId, type RouteName } from '@guichet/protocol';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { HttpContext, HttpHandlers } from '../http/http-handlers.ts';
import type { ShownPictures } from '../replay/shown-pictures.ts';
import type { Unmaskings } from '../replay/unmaskings.ts';
import type { Core } from '../sessions/core.ts';
import { findVisible, listVisible, viewerOf } from './recording-access.ts';
import { findThere } from './require-there.ts';
import type { RecordingFiles } from './recording-files.ts';
import type { Recordings } from './recordings.ts';
import { muxReportOf, toDetail, toSummary } from './recording-views.ts';

type RecordingRouteName = Extract<RouteName, 'recordings.list' | 'recordings.read' | 'recordings.track' | 'recordings.download'>;

interface RecordingHandlersOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly files: RecordingFiles;
  readonly recordings: Recordings;
  readonly pictures: ShownPictures;
  readonly unmaskings: Unmaskings;
}

/** In which the viewer is told the names of staff. */
const languageOf = ({ staff }: HttpContext): Language => staff?.language ?? 'zh-CN';

const MEDIA_TYPES = { mkv: 'video/x-matroska', mp4: 'video/mp4' } as const;

/** Replay. Who may see a recording is asked anew at every request; each look is audited. */
export function recordingHandlers({
  core,
  audit,
  files,
  recordings,
  pictures,
  unmaskings,
}: RecordingHandlersOptions): HttpHandlers<RecordingRouteName> {
  const { database } = core;
  const looks = new AuditedLooks(audit, core.clock);

  /** Files are copies that can be lost: whoever misses them has them made again. */
  const orMakeAgain = async <T>(recordingId: RecordingId, find: () => Promise<T>): Promise<T> => {
    try {
      return await find();
    } catch (error) {
      if (error instanceof AppError && error.code === 'recording_not_ready') await recordings.requestMux(recordingId);
      throw error;
    }
  };

  return {
    'recordings.list': async ({ query }, context) => {
      const viewer = viewerOf(context);
      return database.read(async (prisma) => {
        const rows = await listVisible(prisma, viewer, { limit: query.limit, before: query.before });
        return { recordings: await Promise.all(rows.map((row) => toSummary(core, prisma, row, languageOf(context)))) };
      });
    },
    'recordings.read': async ({ params }, context) => {
      const viewer = viewerOf(context);
      const detail = await database.read(async (prisma) =>
        toDetail(core, prisma, await findVisible(prisma, viewer, params.recordingId), viewer, languageOf(context)),
      );
      await looks.note({ action: 'recording.viewed', staffId: viewer.staffId, object: params.recordingId, detail: {} });
      return detail;
    },
    'recordings.track': async ({ params }, context) => {
      const viewer = viewerOf(context);
      const { recordingId, trackId } = params;
      const row = await database.read((prisma) => findThere(prisma, viewer, recordingId));
      const track = requireReady(row).tracks.find((candidate) => candidate.trackId === trackId);
      if (track === undefined) throw new AppError('not_found');
      const { folder, name, mediaType } = await orMakeAgain(recordingId, () => pictures.playable(viewer, row, track));
      await looks.note({ action: 'recording.played', staffId: viewer.staffId, object: recordingId, detail: { trackId } });
      send(context, folder, name, mediaType);
    },
    'recordings.download': async ({ params, query }, context) => {
      const viewer = viewerOf(context);
      const { recordingId } = params;
      const row = await database.read((prisma) => findThere(prisma, viewer, recordingId));
      requireReady(row);
      // The file is the evidence itself, to the last bit: it shows everything.
      if ((await database.read((prisma) => unmaskings.until(prisma, viewer, recordingId))) === null) throw new AppError('unmask_first');
      const { folder, name } = await orMakeAgain(recordingId, () => files.whole(recordingId, query.format));
      await looks.note({ action: 'recording.downloaded', staffId: viewer.staffId, object: recordingId, detail: { format: query.format } });
      context.raw.reply.header(
        'content-disposition',
        `attachment; filename="${row.session.number.replace(/[^A-Za-z0-9-]/g, '')}.${query.format}"`,
      );
      send(context, folder, name, MEDIA_TYPES[query.format]);
    },
  };
}

function requireReady(row: { readonly status: string; readonly muxReport: unknown }) {
  const report = row.status === 'ready' ? muxReportOf(row) : null;
  if (report === null) throw new AppError('recording_not_ready');
  return report;
}

/** Ranges, conditional requests and the length are the library's affair. */
function send({ raw }: HttpContext, folder: string, name: string, mediaType: string): void {
  raw.reply.sendFile(name, folder, { cacheControl: false, contentType: false, acceptRanges: true, dotfiles: 'deny', index: false });
  raw.reply.type(mediaType);
}
