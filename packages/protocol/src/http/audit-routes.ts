import { z } from 'zod';
import { StaffId } from '../wire/ids.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();
const Code = z.string().max(64);

export const AuditEntryView = z.object({
  seq: z.number().int().positive().nullable(),
  at: UnixMs,
  staffId: StaffId.nullable(),
  name: z.string().nullable(),
  action: Code,
  object: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: z.string().nullable(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;

const AuditQuery = z.object({
  action: Code.optional(),
  staffId: StaffId.optional(),
  object: z.string().max(64).optional(),
  from: z.coerce.number().int().nonnegative().optional(),
  to: z.coerce.number().int().nonnegative().optional(),
});

/** The audit log: who looked at, exported or changed what. */
export const auditRoutes = {
  'audit.search': {
    method: 'GET',
    path: '/v1/audit',
    summary: 'Who looked at, exported or changed what, newest first',
    roles: ['admin', 'reviewer'],
    rate: { perSecond: 5, burst: 30 },
    query: AuditQuery.extend({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: z.coerce.number().int().positive().optional(),
    }),
    reply: z.object({ entries: z.array(AuditEntryView), next: z.number().int().positive().nullable(), actions: z.array(Code) }),
  },
  'audit.verify': {
    method: 'GET',
    path: '/v1/audit/verification',
    summary: 'Whether the audit log is whole: every entry names the hash of the one before',
    roles: ['admin', 'reviewer'],
    rate: { perSecond: 0.2, burst: 3 },
    reply: z.object({
      ok: z.boolean(),
      entries: Count,
      /** Entries from before the log was chained. */
      unchained: Count,
      head: z.string().nullable(),
      /** The first entry that is wrong. */
      brokenAt: z.number().int().positive().nullable(),
    }),
  },
  'audit.export': {
    method: 'GET',
    path: '/v1/audit/export',
    summary: 'The chained audit log, one JSON object a line: what `guichet audit verify` reads',
    roles: ['admin'],
    rate: { perSecond: 0.1, burst: 3 },
    reply: null,
  },
} as const satisfies Record<string, RouteSpec>;
