import { AppError, type CompositionId, type RecordingId, type RouteName } from '@guichet/protocol';
import { AuditedLooks } from '../audit/audited-looks.ts';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { Composition } from '../database/generated/client.ts';
import { type HttpContext, type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import { findVisible, type Viewer, viewerOf } from '../recordings/recording-access.ts';
import { findThere } from '../recordings/require-there.ts';
import type { Unmaskings } from '../replay/unmaskings.ts';
import type { Core } from '../sessions/core.ts';
import type { CompositionFiles } from './composition-files.ts';
import { toCompositionView } from './composition-row.ts';
import type { Compositions } from './compositions.ts';

type CompositionRouteName = Extract<RouteName, `compositions.${string}`>;

interface CompositionHandlersOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly compositions: Compositions;
  readonly composites: CompositionFiles;
  readonly unmaskings: Unmaskings;
}

/** Composites are asked for, followed, broken off, watched and taken away. Who may see the recording is asked anew at every request. */
export function compositionHandlers(options: CompositionHandlersOptions): HttpHandlers<CompositionRouteName> {
  const { core, audit, compositions, composites, unmaskings } = options;
  const { database } = core;
  const looks = new AuditedLooks(audit, core.clock);
  const find = (viewer: Viewer, recordingId: RecordingId) => database.read((prisma) => findThere(prisma, viewer, recordingId));
  const findOne = async (recordingId: RecordingId, compositionId: CompositionId): Promise<Composition> => {
    const row = await database.read((prisma) => prisma.composition.findFirst({ where: { id: compositionId, recordingId } }));
    if (row === null) throw new AppError('not_found');
    return row;
  };
  /** Given up, broken off, or made and lost since. */
  const isToBeMadeAnew = async ({ status, file }: Composition): Promise<boolean> =>
    status === 'failed' || status === 'cancelled' || (status === 'ready' && (file === null || !(await composites.has(file))));

  return {
    'compositions.list': async ({ params: { recordingId } }, context) => {
      const viewer = viewerOf(context);
      // Of one that is gone as well: there are none then.
      await database.read((prisma) => findVisible(prisma, viewer, recordingId));
      const rows = await database.read((prisma) =>
        prisma.composition.findMany({ where: { recordingId }, orderBy: { requestedAt: 'desc' } }),
      );
      return { compositions: rows.map(toCompositionView) };
    },
    'compositions.request': async ({ params: { recordingId }, body }, context) => {
      const { status, sessionId } = await find(viewerOf(context), recordingId);
      if (status !== 'ready') throw new AppError('recording_not_ready');
      const wanted = { recordingId, sessionId: sessionId as never, ...body, staffId: staffIdOf(context) };
      return toCompositionView(await compositions.request(wanted, isToBeMadeAnew));
    },
    'compositions.cancel': async ({ params: { recordingId, compositionId } }, context) => {
      await find(viewerOf(context), recordingId);
      await findOne(recordingId, compositionId);
      return toCompositionView(await compositions.cancel(recordingId, compositionId, staffIdOf(context)));
    },
    'compositions.file': async ({ params: { recordingId, compositionId }, query: { download } }, context) => {
      const viewer = viewerOf(context);
      const row = await find(viewer, recordingId);
      const { file, status, layout } = await findOne(recordingId, compositionId);
      // It shows everybody as they are, with their names.
      if ((await database.read((prisma) => unmaskings.until(prisma, viewer, recordingId))) === null) throw new AppError('unmask_first');
      if (status !== 'ready' || file === null || !(await composites.has(file))) throw new AppError('recording_not_ready');
      const entry = { staffId: viewer.staffId, object: recordingId, detail: { compositionId, layout } };
      if (download === '0') await looks.note({ action: AuditAction.compositionPlayed, ...entry });
      // A download that is broken off and resumed is one: it goes on behind its beginning.
      else if (!/^bytes=[1-9]/.test(context.raw.request.headers.range ?? ''))
        await audit.recordAlone({ action: AuditAction.compositionDownloaded, ...entry });
      send(context, composites.folderOf(recordingId), file.slice(file.lastIndexOf('/') + 1), {
        attachment: download === '1' ? `${row.session.number.replace(/[^A-Za-z0-9-]/g, '')}-${layout}.mp4` : null,
      });
    },
  };
}

function send({ raw }: HttpContext, folder: string, name: string, { attachment }: { readonly attachment: string | null }): void {
  if (attachment !== null) raw.reply.header('content-disposition', `attachment; filename="${attachment}"`);
  raw.reply.sendFile(name, folder, { cacheControl: false, contentType: false, acceptRanges: true, dotfiles: 'deny', index: false });
  raw.reply.header('cache-control', 'private, no-store').type('video/mp4');
}
