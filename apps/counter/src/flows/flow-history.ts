import type { FlowHistoryEntry, Language } from '@guichet/protocol';
import { z } from 'zod';
import { AuditAction } from '../audit/audit-trail.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { peopleOf } from '../staff/staff-names.ts';

const Detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

interface Page {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly before?: number | undefined;
}

/** What was done to a flow and to its versions, newest first; the audit log's own entries, nothing is kept twice. */
export async function flowHistory(
  prisma: PrismaClient,
  key: string,
  { limit, before }: Page,
  language: Language,
): Promise<{ readonly entries: FlowHistoryEntry[]; readonly next: number | null }> {
  const [versions, services] = await Promise.all([
    prisma.flowVersion.findMany({ where: { key }, select: { version: true } }),
    prisma.serviceType.findMany({ select: { id: true } }),
  ]);
  const rows = await prisma.auditEvent.findMany({
    where: {
      seq: before === undefined ? { not: null } : { lt: before },
      OR: [
        { object: { in: [key, ...versions.map(({ version }) => `${key}@${version}`)] }, action: { startsWith: 'flow.' } },
        // A service is bound to a flow: what it was done to is the service.
        {
          object: { in: services.map(({ id }) => id) },
          action: AuditAction.flowBound,
          detail: { path: ['key'], equals: key },
        },
      ],
    },
    orderBy: { seq: 'desc' },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const personOf = await peopleOf(
    prisma,
    shown.map(({ staffId }) => staffId),
    language,
  );
  const entries = shown.map(({ seq, at, staffId, action, object, detail }) => {
    const { reason, ...rest } = Detail.parse(detail);
    const version = Number(object?.split('@')[1]);
    return {
      seq: seq ?? 0,
      at: at.getTime(),
      by: personOf(staffId),
      action,
      version: Number.isInteger(version) && version > 0 ? version : null,
      reason: typeof reason === 'string' ? reason : null,
      detail: rest,
    };
  });
  return { entries, next: rows.length > limit ? (entries.at(-1)?.seq ?? null) : null };
}
