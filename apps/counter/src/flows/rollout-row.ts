import {
  FlowRolloutId,
  FlowRolloutPlan,
  FlowRolloutStatus,
  type FlowPersonView,
  type FlowRolloutView,
  type Language,
} from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { FlowRollout, PrismaClient } from '../database/generated/client.ts';
import { peopleOf } from '../staff/staff-names.ts';

type Reader = Tx | PrismaClient;

/** A rollout's row with the types that its columns stand for. */
export interface RolloutRow extends Omit<FlowRollout, 'id' | 'status' | 'plan'> {
  readonly rolloutId: FlowRolloutId;
  readonly status: FlowRolloutStatus;
  readonly plan: FlowRolloutPlan;
}

export function toRolloutRow({ id, status, plan, ...row }: FlowRollout): RolloutRow {
  return {
    ...row,
    rolloutId: FlowRolloutId.parse(id),
    status: FlowRolloutStatus.parse(status),
    plan: FlowRolloutPlan.parse(plan),
  };
}

/** The flow's one that is running. */
export async function runningRollout(reader: Reader, key: string): Promise<RolloutRow | null> {
  const row = await reader.flowRollout.findFirst({ where: { key, status: 'running' } });
  return row === null ? null : toRolloutRow(row);
}

export async function rolloutViews(reader: Reader, rows: readonly RolloutRow[], language: Language): Promise<FlowRolloutView[]> {
  const personOf = await peopleOf(
    reader,
    rows.flatMap(({ startedById, endedById }) => [startedById, endedById]),
    language,
  );
  return rows.map((row) => ({
    rolloutId: row.rolloutId,
    version: row.version,
    baseVersion: row.baseVersion,
    status: row.status,
    plan: row.plan,
    startedAt: row.startedAt.getTime(),
    startedBy: personOf(row.startedById) as FlowPersonView,
    changedAt: row.changedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    endedBy: personOf(row.endedById),
    automatic: row.automatic,
  }));
}

/** All that are running, by their flow. */
export async function runningRollouts(reader: Reader, language: Language): Promise<ReadonlyMap<string, FlowRolloutView>> {
  const rows = (await reader.flowRollout.findMany({ where: { status: 'running' } })).map(toRolloutRow);
  const views = await rolloutViews(reader, rows, language);
  return new Map(rows.flatMap(({ key }, index) => (views[index] === undefined ? [] : [[key, views[index]]])));
}
