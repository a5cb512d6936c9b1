import { CompositionLayout, type RecordingId } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Log } from '../log.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { TimelineParts } from '../replay/read-timeline.ts';
import { composeJob } from './compose-job.ts';
import { CompositionFiles } from './composition-files.ts';
import { compositionHandlers } from './composition-handlers.ts';
import { Compositions } from './compositions.ts';

interface CompositionsParts {
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  readonly files: RecordingFiles;
  readonly recordings: Recordings;
  readonly timeline: TimelineParts;
  /** Folder for composites. */
  readonly folder: string;
  readonly log: Log;
}

/** Composites of recordings, put together. A service that always has one made gets it as soon as its recording is ready; jobs run once `start` was called. */
export function createCompositions({ audit, jobs, files, recordings, timeline, folder, log }: CompositionsParts) {
  const { core, unmaskings } = timeline;
  const composites = new CompositionFiles(folder);
  const compositions = new Compositions({ core, audit, jobs });

  core.log.onAppended(async (tx, event) => {
    if (event.type !== 'recording.muxed') return;
    const { sessionId } = event;
    const session = await tx.session.findUnique({ where: { id: sessionId }, include: { serviceType: true } });
    const layout = CompositionLayout.safeParse(session?.serviceType.compositeLayout).data;
    if (session === null || layout === undefined) return;
    const language = session.language === 'en' ? 'en' : 'zh-CN';
    await compositions.requestWithin(tx, { recordingId: event.payload.recordingId, sessionId, layout, language, staffId: null });
  });

  return {
    handlers: compositionHandlers({ core, audit, compositions, composites, unmaskings }),
    start: () => jobs.work('recording.compose', composeJob({ timeline, recordings, files, composites, compositions, log })),
    /** For whoever deletes a recording: nothing of it is left there. */
    folderOf: (recordingId: RecordingId): string => composites.folderOf(recordingId),
  };
}
