import { AppError } from '@guichet/protocol';
import { fromPrisma, PgBoss } from 'pg-boss';
import { CONNECTION_SETTINGS } from '../database/connection-settings.ts';
import type { Tx } from '../database/database.ts';
import { describeError, type Log } from '../log.ts';
import { type JobData, type JobName, jobs, jobSpec } from './job-table.ts';

/** One attempt at a job. */
export interface JobRun {
  /** 0 for the first. */
  readonly retryCount: number;
  /** No attempt follows if this one fails. */
  readonly last: boolean;
  /** Fires when the attempt's time is over or the counter stops. */
  readonly signal: AbortSignal;
}

export type JobHandler<Name extends JobName> = (data: JobData<Name>, run: JobRun) => Promise<void>;

interface JobOptions {
  /** Of jobs with the same key only one is queued or at work. */
  readonly key?: string;
  /** Not before. */
  readonly afterMs?: number;
}

const STOP_WITHIN_MS = 8_000;
/** New jobs are announced at once; repeated ones are not, they are found by looking. */
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };

/** Jobs in PostgreSQL: queued in the transaction that makes them necessary, tried again until they succeed. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #log: Log;
  #started = false;

  constructor(options: { readonly databaseUrl: string; readonly log: Log }) {
    this.#log = options.log;
    this.#boss = new PgBoss({
      ...CONNECTION_SETTINGS,
      connectionString: options.databaseUrl,
      application_name: 'guichet-jobs',
      max: 4,
      useListenNotify: true,
      // What a killed counter was working on is noticed this soon after its heartbeat stopped.
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
    });
    // The database comes and goes; the queue's own polling finds it again.
    this.#boss.on('error', (error) => this.#log.warn({ err: error }, 'job queue disturbed'));
  }

  /** Makes the queues and begins to answer; workers are added afterwards. */
  async start(): Promise<void> {
    await this.#boss.start();
    for (const name of Object.keys(jobs) as JobName[]) {
      const { queue } = jobSpec(name);
      await this.#boss.createQueue(name, { ...queue, notify: true });
      const { policy: _fixedAtCreation, ...changeable } = queue;
      await this.#boss.updateQueue(name, { ...changeable, notify: true });
    }
    this.#started = true;
  }

  /** Queues a job exactly if the transaction commits. */
  async enqueue<Name extends JobName>(tx: Tx, name: Name, data: JobData<Name>, { key, afterMs = 0 }: JobOptions = {}): Promise<void> {
    const startAfter = Math.ceil(afterMs / 1000);
    await this.#boss.send(name, data, { db: fromPrisma(tx), startAfter, ...(key === undefined ? {} : { singletonKey: key }) });
  }

  async work<Name extends JobName>(name: Name, handler: JobHandler<Name>): Promise<void> {
    const spec = jobSpec(name);
    await this.#boss.work(name, { includeMetadata: true, localConcurrency: spec.concurrency, ...POLLING }, async ([job]) => {
      if (job === undefined) return;
      const data = spec.data.parse(job.data) as JobData<Name>;
      try {
        await handler(data, { retryCount: job.retryCount, last: job.retryCount >= job.retryLimit, signal: job.signal });
      } catch (error) {
        this.#log.warn({ job: name, jobId: job.id, retryCount: job.retryCount, err: error }, 'job failed');
        // The queue keeps what is thrown in its table: nothing of a message may stand there.
        throw new JobFailure(describeError(error));
      }
    });
  }

  /** Runs the job at the minutes that the expression names (cron, UTC). */
  async schedule(name: JobName, cron: string): Promise<void> {
    await this.#boss.schedule(name, cron, {}, { missed: 'once' });
  }

  /** Rejects while the queue cannot be reached. */
  async check(): Promise<void> {
    if (!this.#started) throw new AppError('unavailable');
    await this.#boss.getQueue('housekeeping');
  }

  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    await this.#boss.stop({ graceful: true, timeout: STOP_WITHIN_MS });
  }
}

/** Why an attempt failed, as far as it may be kept. */
class JobFailure extends Error {
  readonly facts: Record<string, unknown>;

  constructor(facts: Record<string, unknown>) {
    super('The job failed; the log says why');
    this.name = 'JobFailure';
    this.facts = facts;
    this.stack = '';
  }
}
