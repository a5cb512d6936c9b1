import type { ChunkStore, ObjectStore } from '@guichet/recording';
import { shippedRetentionPolicies } from '@guichet/rules';
import type { Registry } from 'prom-client';
import { archiveJob, archiveWhenOver, catchUpArchive } from '../archive/archive-job.ts';
import { scrubJob } from '../archive/scrub-job.ts';
import { StoreDesk } from '../archive/store-desk.ts';
import { addStoreMetrics } from '../archive/store-metrics.ts';
import { protectJob, tendStore } from '../archive/tend-store.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { SignerProvider } from '../documents/signer.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import type { Log } from '../log.ts';
import type { Core } from '../sessions/core.ts';
import { Deletions } from './deletions.ts';
import { dropCopies } from './drop-copies.ts';
import { KeyCeremonies } from './key-ceremonies.ts';
import { LegalHolds } from './legal-holds.ts';
import { Retention, settleWhenOver } from './retention.ts';
import { retentionHandlers } from './retention-handlers.ts';

/** Minutes of the hour (UTC); what is due waits for no night. */
const TEND_AT = '7 * * * *';
const SCRUB_AT = '37 * * * *';

interface CreateRetentionOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  /** Where nodes ship chunks to. */
  readonly landing: ChunkStore;
  readonly archive: ObjectStore;
  readonly masterKeys: MasterKeys;
  readonly keepLandedMs: number;
  /** Folders with one folder for each recording: what was made of it. */
  readonly madeFolders: readonly string[];
  /** Where packages of evidence stand that somebody asked for. */
  readonly packagesFolder: string;
  /** Signs certificates. */
  readonly seal: SignerProvider;
  readonly log: Log;
}

/** The archive and how long things are kept, put together. Follows the log from now on; its jobs run once `start` was called. */
export function createRetention(options: CreateRetentionOptions) {
  const { core, audit, jobs, landing, archive, masterKeys, keepLandedMs, madeFolders, packagesFolder, seal, log } = options;
  const retention = new Retention({ core, jobs, policies: shippedRetentionPolicies() });
  const holds = new LegalHolds({ core, audit, retention });
  const drop = dropCopies({ landing, madeFolders });
  const deletions = new Deletions({ core, audit, jobs, archive, dropCopies: drop, packagesFolder, seal });
  const ceremonies = new KeyCeremonies({ core, audit, jobs, masterKeys, dropCopies: drop, seal });
  const desk = new StoreDesk({ core, audit, jobs, landing, archive });
  core.log.onAppended(archiveWhenOver(jobs));
  core.log.onAppended(settleWhenOver(jobs));

  const tend = async (signal: AbortSignal): Promise<void> => {
    await catchUpArchive(core, jobs);
    await retention.catchUp();
    await ceremonies.finishDestructions();
    await deletions.removeUnlocked(signal);
    const begun = await deletions.beginDue();
    if (begun > 0) log.info({ begun }, 'sessions that were kept long enough are deleted');
    await tendStore({ core, landing, archive, masterKeys, keepLandedMs, log }, signal);
  };

  return {
    retention,
    deletions,
    handlers: retentionHandlers({ core, audit, retention, holds, deletions, ceremonies, masterKeys, desk }),
    addMetrics: (registry: Registry): void => addStoreMetrics(registry, desk),
    start: async (): Promise<void> => {
      await jobs.work('recording.archive', archiveJob({ core, landing, archive, masterKeys }));
      await jobs.work('retention.settle', ({ sessionId }) => retention.settle(sessionId));
      await jobs.work('session.delete', deletions.job());
      await jobs.work('store.protect', protectJob({ core, archive }));
      await jobs.work('store.scrub', scrubJob({ core, archive, log }));
      await jobs.work('store.tend', (_data, { signal }) => tend(signal));
      await jobs.schedule('store.tend', TEND_AT);
      await jobs.schedule('store.scrub', SCRUB_AT);
      await core.database.transaction((tx) => jobs.enqueue(tx, 'store.tend', {}, { key: 'tend' }));
    },
  };
}
