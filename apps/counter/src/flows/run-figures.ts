import { AppError, type FlowRolloutFigures, type FlowVersionFigures, type Language } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { VersionName } from './flow-definitions.ts';
import { finishedRuns } from './rollout-choice.ts';
import { type RolloutRow, rolloutViews, toRolloutRow } from './rollout-row.ts';

export interface OutcomeFigure {
  readonly outcome: string;
  readonly runs: number;
}

/** When a run began. */
interface Window {
  readonly gte?: Date;
  readonly lt?: Date;
}

/** How the runs of a version ended, of those that began in that time. */
export async function versionOutcomes(
  reader: Tx | PrismaClient,
  { key, version }: VersionName,
  startedAt: Window = {},
): Promise<OutcomeFigure[]> {
  const rows = await reader.flowRun.groupBy({
    by: ['outcome'],
    where: { key, version, status: 'finished', startedAt },
    _count: { _all: true },
    orderBy: { outcome: 'asc' },
  });
  return rows.flatMap(({ outcome, _count }) => (outcome === null ? [] : [{ outcome, runs: _count._all }]));
}

/** Runs and outcomes of a flow's versions and rollouts, newest first. Throws `not_found`. */
export async function flowFigures(
  prisma: PrismaClient,
  key: string,
  language: Language,
): Promise<{ readonly versions: FlowVersionFigures[]; readonly rollouts: FlowRolloutFigures[] }> {
  const [versions, found] = await Promise.all([
    prisma.flowVersion.findMany({ where: { key }, orderBy: { version: 'desc' }, select: { version: true } }),
    prisma.flowRollout.findMany({ where: { key }, orderBy: { startedAt: 'desc' } }),
  ]);
  if (versions.length === 0) throw new AppError('not_found');
  const rollouts = found.map(toRolloutRow);
  const views = await rolloutViews(prisma, rollouts, language);
  return {
    versions: await Promise.all(
      versions.map(async ({ version }) => ({
        version,
        open: await openRuns(prisma, { key, version }),
        outcomes: await versionOutcomes(prisma, { key, version }),
      })),
    ),
    rollouts: await Promise.all(
      views.map(async (view, index) => {
        const row = rollouts[index] as RolloutRow;
        return { ...view, onVersion: await runsOf(prisma, row, row.version), onBase: await runsOf(prisma, row, row.baseVersion) };
      }),
    ),
  };
}

async function runsOf(prisma: PrismaClient, { key, startedAt, endedAt, plan }: RolloutRow, version: number) {
  const window = { gte: startedAt, ...(endedAt === null ? {} : { lt: endedAt }) };
  const outcomes = await versionOutcomes(prisma, { key, version }, window);
  return { open: await openRuns(prisma, { key, version }, window), ...finishedRuns(outcomes, plan.guard) };
}

const openRuns = (reader: PrismaClient, { key, version }: VersionName, startedAt: Window = {}): Promise<number> =>
  reader.flowRun.count({ where: { key, version, status: 'running', startedAt } });
