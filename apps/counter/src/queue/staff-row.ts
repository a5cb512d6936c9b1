import { AgentStatus, AppError, type StaffId } from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Staff } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';

/** A member of staff as the queue sees them. */
export interface StaffRow {
  readonly id: StaffId;
  readonly active: boolean;
  readonly roles: readonly string[];
  readonly skills: readonly string[];
  readonly status: AgentStatus;
  /** What they chose to become after what they are at now. */
  readonly nextStatus: AgentStatus | null;
  readonly statusSince: number;
  readonly pageSeenAt: number | null;
}

/** Locks the rows of these people until the transaction ends, always by id, and always after the session's. */
export async function lockStaff(tx: Tx, staffIds: readonly StaffId[]): Promise<ReadonlyMap<StaffId, StaffRow>> {
  const ids = [...new Set(staffIds)].toSorted();
  if (ids.length === 0) return new Map();
  await tx.$queryRaw`select 1 from "Staff" where "id" = any(${ids}::text[]) order by "id" for update`;
  const rows = await tx.staff.findMany({ where: { id: { in: ids } } });
  return new Map(rows.map((row) => [row.id as StaffId, toStaffRow(row)]));
}

/** One of them; throws `not_found`. */
export async function lockOneStaff(tx: Tx, staffId: StaffId): Promise<StaffRow> {
  const row = (await lockStaff(tx, [staffId])).get(staffId);
  if (row === undefined) throw new AppError('not_found');
  return row;
}

export interface StatusChange {
  readonly status: AgentStatus;
  /** Unix ms; now unless an earlier time is given back. */
  readonly since?: number;
  readonly nextStatus?: AgentStatus | null;
}

/** Writes a status and tells of it after the commit. The row must be locked. */
export async function setStatus(core: Core, tx: Tx, staffId: StaffId, change: StatusChange): Promise<void> {
  await tx.staff.update({
    where: { id: staffId },
    data: {
      status: change.status,
      statusSince: new Date(change.since ?? core.clock()),
      ...(change.nextStatus === undefined ? {} : { nextStatus: change.nextStatus }),
    },
    select: { id: true },
  });
  afterCommit(tx, () => {
    core.changes.deskChanged(staffId);
    core.changes.queueChanged();
  });
}

/** What somebody becomes when what kept them is over: what they chose meanwhile, else idle. */
export async function release(core: Core, tx: Tx, staff: StaffRow, idleSince?: number): Promise<void> {
  const status = staff.nextStatus ?? 'idle';
  await setStatus(core, tx, staff.id, {
    status,
    nextStatus: null,
    ...(status === 'idle' && idleSince !== undefined ? { since: idleSince } : {}),
  });
}

function toStaffRow(row: Staff): StaffRow {
  return {
    id: row.id as StaffId,
    active: row.active,
    roles: row.roles,
    skills: row.skills,
    status: AgentStatus.parse(row.status),
    nextStatus: AgentStatus.nullable().parse(row.nextStatus),
    statusSince: row.statusSince.getTime(),
    pageSeenAt: row.pageSeenAt?.getTime() ?? null,
  };
}
