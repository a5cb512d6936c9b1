import { AuditChainCheck, type ChainedAuditRecord } from '@guichet/evidence';
import type { AuditEntryView, Language, routes, StaffId } from '@guichet/protocol';
import type { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { AuditEvent, PrismaClient } from '../database/generated/client.ts';
import { nameIn } from '../staff/staff-view.ts';
import { AuditAction } from './audit-trail.ts';

type AuditQuery = z.infer<(typeof routes)['audit.search']['query']>;
/** How many entries are read at once: the log can be of any length. */
const PAGE = 2_000;

/** Newest first; `before` is the `next` of the page before. */
export async function searchAudit(prisma: PrismaClient, query: AuditQuery, language: Language) {
  const { action, staffId, object, from, to, limit, before } = query;
  const rows = await prisma.auditEvent.findMany({
    where: {
      ...(action === undefined ? {} : { action }),
      ...(staffId === undefined ? {} : { staffId }),
      ...(object === undefined ? {} : { object }),
      at: { ...(from === undefined ? {} : { gte: new Date(from) }), ...(to === undefined ? {} : { lt: new Date(to) }) },
      ...(before === undefined ? {} : { id: { lt: BigInt(before) } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const staff = await prisma.staff.findMany({
    where: { id: { in: shown.flatMap((row) => row.staffId ?? []) } },
    select: { id: true, displayName: true, displayNameEn: true },
  });
  const names = new Map(staff.map((row) => [row.id, nameIn(language, row)]));
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => toView(row, names)),
    next: rows.length > limit && last !== undefined ? Number(last.id) : null,
    actions: Object.values(AuditAction).toSorted(),
  };
}

const toView = (row: AuditEvent, names: ReadonlyMap<string, string>): AuditEntryView => ({
  seq: row.seq,
  at: row.at.getTime(),
  staffId: row.staffId as StaffId | null,
  name: row.staffId === null ? null : (names.get(row.staffId) ?? null),
  action: row.action,
  object: row.object,
  detail: row.detail as AuditEntryView['detail'],
  hash: row.hash,
});

/** All chained entries in their order, page by page. */
export async function* chainedEntries(database: Database): AsyncGenerator<ChainedAuditRecord> {
  for (let after = 0; ; ) {
    const rows = await database.read((prisma) =>
      prisma.auditEvent.findMany({ where: { seq: { gt: after } }, orderBy: { seq: 'asc' }, take: PAGE }),
    );
    for (const row of rows) yield toRecord(row);
    const last = rows.at(-1)?.seq;
    if (last === undefined || last === null || rows.length < PAGE) return;
    after = last;
  }
}

const toRecord = ({ seq, at, staffId, action, object, detail, previousHash, hash }: AuditEvent): ChainedAuditRecord => ({
  seq: seq ?? 0,
  at: at.getTime(),
  staffId,
  action,
  object,
  detail: detail as ChainedAuditRecord['detail'],
  previousHash: previousHash ?? '',
  hash: hash ?? '',
});

/** Entries without a number are right only before the first that has one: later, somebody took it away. */
export async function verifyAudit(database: Database) {
  const check = new AuditChainCheck();
  for await (const record of chainedEntries(database)) check.take(record);
  const { ok, entries, head, brokenAt } = check.report();
  const [unchained, first] = await Promise.all([
    database.read((prisma) => prisma.auditEvent.count({ where: { seq: null } })),
    database.read((prisma) => prisma.auditEvent.findFirst({ where: { seq: 1 }, select: { id: true } })),
  ]);
  const late =
    first === null ? 0 : await database.read((prisma) => prisma.auditEvent.count({ where: { seq: null, id: { gt: first.id } } }));
  return { ok: ok && late === 0, entries, unchained, head: entries === 0 ? null : head, brokenAt };
}
