import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { RulePack } from '@guichet/rules';
import { afterCommit } from '../database/database.ts';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { SessionDocuments } from '../documents/session-documents.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Retention } from '../retention/retention.ts';
import type { Core } from '../sessions/core.ts';
import { evidenceHandlers } from './evidence-handlers.ts';
import { EvidencePackages } from './evidence-packages.ts';
import { HeadSigner } from './head-signer.ts';
import { HeadStamper } from './head-stamper.ts';
import { loadInstitution } from './institution.ts';
import { catchUpSeals, sealWhenComplete } from './seal-conditions.ts';
import { SealLog } from './seal-log.ts';
import { custodyFiles } from './custody-table.ts';
import { proofStills } from './proof-stills.ts';
import { summaryFiles } from './summary-pdf.ts';
import type { IdentityChecks } from '../identity/identity-checks.ts';
import { type FileMaker, Sealer } from './sealer.ts';
import type { SealingSettings } from './settings.ts';
import { Stamper } from './stamper.ts';
import type { TimeAuthority } from './time-authority.ts';

/** What was complete and nobody sealed (a composite was given up, a job was lost), and packages that have been there for a day. */
const TIDY_UP_EVERY_MS = 60_000;

interface SealingOptions {
  readonly settings: SealingSettings;
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
  readonly files: RecordingFiles;
  readonly recordings: Recordings;
  readonly documents: SessionDocuments;
  readonly identity: IdentityChecks;
  readonly dataKey: KeyObject;
  readonly packs: readonly RulePack[];
  readonly retention: Retention;
  /** For packages that somebody asked for. */
  readonly dataDir: string;
}

/** Heads during the session, the seal after it, the log of seals, and packages. Follows the log from now on; the rest runs once `start` was called. */
export async function createSealing(options: SealingOptions) {
  const { settings, core, audit, jobs, files, recordings, documents, identity, dataKey, packs, retention, dataDir } = options;
  const { database, clock, logger } = core;
  const institution = await loadInstitution(settings, clock);
  const log = new SealLog({ database, signer: institution.log, clock });
  const stamper = new Stamper({ core, authorities: institution.timeAuthorities });
  const compositesFolder = join(dataDir, 'composites');
  const folder = join(dataDir, 'packages');
  const packages = new EvidencePackages({ core, log, files, recordings, documents, dataKey, compositesFolder, folder });
  // `loadInstitution` never leaves it without one.
  const authority = institution.timeAuthorities[0] as TimeAuthority;
  const heads = new HeadSigner({ core, signer: institution.log, authority: authority.name });
  const headStamper = new HeadStamper({ core, authority });
  const summary: FileMaker = (facts) => summaryFiles(facts, { name: institution.signerName, demo: institution.demo });
  const custody: FileMaker = async (facts) => {
    const staff = await database.read((prisma) => prisma.staff.findMany({ select: { id: true, staffNumber: true } }));
    const stills = await proofStills({ core, files, identity }, facts);
    return custodyFiles(facts, stills, new Map(staff.map(({ id, staffNumber }) => [id, staffNumber])));
  };
  const sealer = new Sealer({
    core,
    institution,
    log,
    jobs,
    files,
    documents,
    dataKey,
    packs,
    retention,
    heads,
    compositesFolder,
    makers: [summary, custody],
  });
  core.log.onAppended(sealWhenComplete({ jobs, clock }));
  core.log.onAppended(async (tx, { type, sessionId }) => {
    if (type === 'recording.stopped') afterCommit(tx, () => void heads.signNow(sessionId));
  });

  let timer: ReturnType<typeof setInterval> | null = null;
  const tidyUp = async (): Promise<void> => {
    try {
      const queued = await catchUpSeals(database, { jobs, clock });
      if (queued > 0) logger.info({ sessions: queued }, 'sessions to be sealed');
      await packages.expire();
    } catch (error) {
      logger.warn({ err: error }, 'seals and packages could not be looked after');
    }
  };

  return {
    institution,
    heads,
    packages,
    handlers: evidenceHandlers({ core, audit, looks: new AuditedLooks(audit, clock), jobs, institution, log, packages }),
    start: async (): Promise<void> => {
      await jobs.work('session.seal', sealer.job);
      await jobs.work('seal.stamp', stamper.job);
      await jobs.work('evidence.package', packages.job);
      heads.start();
      headStamper.start();
      timer = setInterval(() => void tidyUp(), TIDY_UP_EVERY_MS);
      void tidyUp();
      if (institution.demo) logger.warn({}, 'sessions are sealed with the demo key of this installation, which nobody vouches for');
    },
    stop: (): void => {
      if (timer !== null) clearInterval(timer);
      heads.stop();
      headStamper.stop();
    },
  };
}
