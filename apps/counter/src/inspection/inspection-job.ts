import type { SessionEvent } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { JobHandler, JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import type { Inspector } from './inspector.ts';

/** How many recordings that nobody inspected yet are caught up with at a start. */
const MAX_AT_START = 500;

export const inspectionJob =
  (inspector: Inspector): JobHandler<'recording.inspect'> =>
  ({ recordingId }, { retryCount, signal }) =>
    inspector.inspect(recordingId, { retryCount, signal });

/** For `SessionLog.onAppended`: a recording is inspected once it is ready, queued in the transaction that says so. */
export const inspectWhenReady =
  (jobs: JobQueue) =>
  async (tx: Tx, event: SessionEvent): Promise<void> => {
    if (event.type !== 'recording.muxed') return;
    const { recordingId } = event.payload;
    await jobs.enqueue(tx, 'recording.inspect', { recordingId }, { key: recordingId });
  };

/** Queues what was ready before; a job that is there already is that one. */
export async function catchUpInspections(core: Core, inspector: Inspector, jobs: JobQueue): Promise<number> {
  const recordingIds = await inspector.uninspected(MAX_AT_START);
  for (const recordingId of recordingIds)
    await core.database.transaction((tx) => jobs.enqueue(tx, 'recording.inspect', { recordingId }, { key: recordingId }));
  return recordingIds.length;
}
