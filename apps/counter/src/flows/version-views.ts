import { FlowVersionStatus, type FlowVersionView, type Language, LocalText, type StaffId } from '@guichet/protocol';
import { z } from 'zod';
import type { FlowVersion } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { namesOf } from '../staff/staff-names.ts';

const Titled = z.object({ title: LocalText });

/** Versions as pages show them, in the order they are given. */
export async function versionViews(core: Core, rows: readonly FlowVersion[], language: Language): Promise<FlowVersionView[]> {
  const keys = [...new Set(rows.map(({ key }) => key))];
  const [runs, inForce, nameOf] = await core.database.read(async (prisma) => [
    await prisma.flowRun.groupBy({ by: ['key', 'version'], where: { status: 'running', key: { in: keys } }, _count: { _all: true } }),
    await Promise.all(keys.map((key) => core.flows.definitions.inForce(prisma, key))),
    await namesOf(
      prisma,
      rows.flatMap(({ authorId, approverId }) => [authorId, approverId]),
      language,
    ),
  ]);
  return rows.map((row) => ({
    key: row.key,
    version: row.version,
    status: FlowVersionStatus.parse(row.status),
    title: Titled.parse(row.definition).title,
    hash: row.hash,
    authorId: row.authorId as StaffId | null,
    authorName: nameOf(row.authorId),
    approverId: row.approverId as StaffId | null,
    approverName: nameOf(row.approverId),
    changedAt: row.changedAt.getTime(),
    publishedAt: row.publishedAt?.getTime() ?? null,
    retiredAt: row.retiredAt?.getTime() ?? null,
    inForce: inForce.some((current) => current?.key === row.key && current.version === row.version),
    openRuns: runs.find(({ key, version }) => key === row.key && version === row.version)?._count._all ?? 0,
  }));
}
