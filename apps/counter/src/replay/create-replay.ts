import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { LocalText, RecordingId } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { AFTER_START_MS } from '../jobs/after-start.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Log } from '../log.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import { searchHandlers } from '../search/search-handlers.ts';
import { SearchIndex } from '../search/search-index.ts';
import type { Core } from '../sessions/core.ts';
import type { FindingsOf } from './findings.ts';
import { MaterialFiles } from './material-files.ts';
import { materialJob } from './material-job.ts';
import { ReplayNotes } from './notes.ts';
import { replayHandlers } from './replay-handlers.ts';
import { ShownPictures } from './shown-pictures.ts';
import { Unmaskings } from './unmaskings.ts';

/** Sessions that are put into the index when the counter starts; the next start goes on. */
const INDEXED_AT_START = 5_000;

interface ReplayOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  readonly files: RecordingFiles;
  readonly dataKey: KeyObject;
  /** Folder for what is made for replaying. */
  readonly folder: string;
  readonly findingsOf: FindingsOf;
  readonly ruleTitles: () => ReadonlyMap<string, LocalText>;
  readonly log: Log;
}

/** Replay and search, put together. Follows the log from now on; its jobs run once `start` was called. */
export function createReplay({ core, audit, jobs, files, dataKey, folder, findingsOf, ruleTitles, log }: ReplayOptions) {
  const { database, clock } = core;
  const material = new MaterialFiles(folder);
  const unmaskings = new Unmaskings({ database, audit, clock });
  const pictures = new ShownPictures({ database, files, material, unmaskings });
  const timeline = { core, pictures, unmaskings, notes: new ReplayNotes(core, audit), findingsOf };
  const search = new SearchIndex(core, dataKey, findingsOf);

  core.log.onAppended(async (tx, event) => {
    if (event.type === 'recording.muxed') {
      const { recordingId } = event.payload;
      await jobs.enqueue(tx, 'recording.material', { recordingId }, { key: recordingId });
    }
    if (search.concerns(event)) await jobs.enqueue(tx, 'search.index', { sessionId: event.sessionId }, { key: event.sessionId });
  });

  return {
    pictures,
    unmaskings,
    timeline,
    search,
    handlers: { ...replayHandlers({ ...timeline, audit, jobs }), ...searchHandlers({ ...timeline, audit, search, ruleTitles }) },
    start: async (): Promise<void> => {
      await jobs.work('recording.material', materialJob({ database, files, material, clock, log }));
      await jobs.work('search.index', ({ sessionId }) => search.index(sessionId));
      const missing = await search.missing(INDEXED_AT_START);
      await database.transaction(async (tx) => {
        for (const sessionId of missing) {
          await jobs.enqueue(tx, 'search.index', { sessionId }, { key: sessionId, afterMs: AFTER_START_MS });
        }
      });
      if (missing.length > 0) log.info({ sessions: missing.length }, 'sessions to be indexed for search');
    },
    /** For whoever changes what a recording looks like: a deleted one leaves nothing of it behind here. */
    folderOf: (recordingId: RecordingId): string => join(folder, recordingId),
  };
}
