import { AppError, type FlowRolloutGuard, type FlowRolloutId, type FlowRolloutPlan, newId, type StaffId } from '@guichet/protocol';
import { AuditAction, type AuditEntry, type AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { FlowVersion, Prisma } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { VersionName } from './flow-definitions.ts';
import { lockFlow } from './lock-flow.ts';
import { finishedRuns, type FinishedRuns, isOverLimit } from './rollout-choice.ts';
import { type RolloutRow, toRolloutRow } from './rollout-row.ts';
import { versionOutcomes } from './run-figures.ts';

interface FlowRolloutsOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

type Facts = AuditEntry['detail'];

/** Who changes a rollout, and why. */
export interface RolloutChange {
  readonly staffId: StaffId;
  readonly key: string;
  readonly rolloutId: FlowRolloutId;
  readonly reason: string;
}

/** How new versions come to the sessions: running, then completed or rolled back. Sessions under way stay on the version they began with. */
export class FlowRollouts {
  readonly #options: FlowRolloutsOptions;

  constructor(options: FlowRolloutsOptions) {
    this.#options = options;
  }

  /**
   * Begins with a version that is being published; the flow is locked and has no rollout that runs. Throws `bad_request` for a flow's first version:
   * there is nothing that the other sessions could run, and nothing to go back to.
   */
  async begin(tx: Tx, staffId: StaffId, { key, version }: FlowVersion, plan: FlowRolloutPlan): Promise<RolloutRow> {
    const base = await tx.flowVersion.findFirst({
      where: { key, status: 'published' },
      orderBy: [{ publishedAt: 'desc' }, { version: 'desc' }],
      select: { version: true },
    });
    if (base === null) throw new AppError('bad_request', { issues: [{ path: 'rollout', message: 'no_version_before' }] });
    const at = new Date(this.#options.clock());
    const row = await tx.flowRollout.create({
      data: {
        id: newId('rol'),
        key,
        version,
        baseVersion: base.version,
        status: 'running',
        plan: jsonColumn(plan),
        startedById: staffId,
        startedAt: at,
        changedAt: at,
      },
    });
    return toRolloutRow(row);
  }

  /** Throws `wrong_state` for one that no longer runs. A guard that is over its limit as it is set takes the version back. */
  async adjust(change: RolloutChange, plan: FlowRolloutPlan): Promise<RolloutRow> {
    const adjusted = await this.#change(change, async (tx, row, at) => {
      await this.#note(tx, AuditAction.flowRolloutAdjusted, change.staffId, row, { ...planFacts(plan), reason: change.reason });
      return { plan: jsonColumn(plan), changedAt: at };
    });
    return (await this.judge(change.rolloutId)) ?? adjusted;
  }

  /** The version is in force for everybody. Throws `wrong_state` for a rollout that no longer runs. */
  async complete(change: RolloutChange): Promise<RolloutRow> {
    return this.#change(change, async (tx, row, at) => {
      await this.#note(tx, AuditAction.flowRolloutCompleted, change.staffId, row, { reason: change.reason });
      return { status: 'completed', changedAt: at, endedAt: at, endedById: change.staffId };
    });
  }

  /**
   * Takes back the version that was published last, rolled out or in force for everybody: the one before it is in force for new sessions. Throws
   * `wrong_state` for any other version, and where there is none before it.
   */
  async rollBack({ staffId, key, version, reason }: Omit<RolloutChange, 'rolloutId'> & { readonly version: number }): Promise<FlowVersion> {
    return this.#options.database.transaction(async (tx) => {
      await lockFlow(tx, key);
      const published = await tx.flowVersion.findMany({
        where: { key, status: 'published' },
        orderBy: [{ publishedAt: 'desc' }, { version: 'desc' }],
        take: 2,
      });
      if (published.length < 2 || published[0]?.version !== version) throw new AppError('wrong_state');
      return this.#takeBack(tx, { key, version }, staffId, { reason });
    });
  }

  /**
   * Looks at what became of the runs of the version, and takes it back where its guard says so. Null where it did not: it is within its limit, has no
   * guard, or no longer runs.
   */
  async judge(rolloutId: FlowRolloutId): Promise<RolloutRow | null> {
    return this.#options.database.transaction(async (tx) => {
      const found = await tx.flowRollout.findUnique({ where: { id: rolloutId }, select: { key: true } });
      if (found === null) return null;
      await lockFlow(tx, found.key);
      const row = toRolloutRow(await tx.flowRollout.findUniqueOrThrow({ where: { id: rolloutId } }));
      const { guard } = row.plan;
      if (row.status !== 'running' || guard === null) return null;
      const runs = finishedRuns(await versionOutcomes(tx, row), guard);
      if (!isOverLimit(guard, runs)) return null;
      await this.#takeBack(tx, row, null, guardFacts(guard, runs));
      return toRolloutRow(await tx.flowRollout.findUniqueOrThrow({ where: { id: rolloutId } }));
    });
  }

  async #change(
    { key, rolloutId }: RolloutChange,
    decide: (tx: Tx, row: RolloutRow, at: Date) => Promise<Prisma.FlowRolloutUpdateInput>,
  ): Promise<RolloutRow> {
    const { database, clock } = this.#options;
    return database.transaction(async (tx) => {
      await lockFlow(tx, key);
      const found = await tx.flowRollout.findUnique({ where: { id: rolloutId } });
      if (found === null || found.key !== key) throw new AppError('not_found');
      if (found.status !== 'running') throw new AppError('wrong_state');
      const data = await decide(tx, toRolloutRow(found), new Date(clock()));
      return toRolloutRow(await tx.flowRollout.update({ where: { id: rolloutId }, data }));
    });
  }

  /** Null: its guard did. */
  async #takeBack(tx: Tx, { key, version }: VersionName, staffId: StaffId | null, facts: Facts): Promise<FlowVersion> {
    const at = new Date(this.#options.clock());
    const row = await tx.flowVersion.update({
      where: { key_version: { key, version } },
      data: { status: 'retired', retiredAt: at },
    });
    await tx.flowRollout.updateMany({
      where: { key, version },
      data: { status: 'rolled_back', changedAt: at, endedAt: at, endedById: staffId, automatic: staffId === null },
    });
    await this.#note(tx, AuditAction.flowRolledBack, staffId, row, { automatic: staffId === null, ...facts });
    return row;
  }

  #note(tx: Tx, action: AuditAction, staffId: StaffId | null, { key, version }: VersionName, detail: Facts): Promise<void> {
    return this.#options.audit.record(tx, { action, staffId, object: `${key}@${version}`, detail });
  }
}

/** A plan as the audit log says it. */
export function planFacts({ percent, scope, guard }: FlowRolloutPlan): Facts {
  const lists = { skills: scope.skills, services: scope.serviceTypeIds, branches: scope.branches };
  const named = Object.entries(lists).filter(([, list]) => list.length > 0);
  return {
    percent,
    ...Object.fromEntries(named.map(([name, list]) => [name, list.join(' ')])),
    ...(guard === null ? {} : limitFacts(guard)),
  };
}

const limitFacts = ({ failedOutcomes, minFinished, maxFailedPercent }: FlowRolloutGuard): Facts => ({
  failedOutcomes: failedOutcomes.join(' '),
  minFinished,
  maxFailedPercent,
});

const guardFacts = (guard: FlowRolloutGuard, runs: FinishedRuns): Facts => ({ ...limitFacts(guard), ...runs });

/** Has a rollout judged, in a job of its own, whenever a run of its version is over: for `FlowRuns.whenFinished`. */
export function judgeWhenFinished(jobs: JobQueue) {
  return async (tx: Tx, { key, version }: VersionName): Promise<void> => {
    const running = await tx.flowRollout.findFirst({ where: { key, version, status: 'running' }, select: { id: true } });
    if (running !== null) await jobs.enqueue(tx, 'flow.judge', { rolloutId: running.id as FlowRolloutId });
  };
}
