import type { SessionId } from '@guichet/protocol';
import type { ObjectProtection } from '@guichet/recording';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';

const DAY_MS = 86_400_000;
/** What has no end yet is locked so far ahead, and again long before that is over. */
export const LOCK_AHEAD_MS = 400 * DAY_MS;
export const RENEW_BEFORE_MS = 200 * DAY_MS;

/** How the store itself is to keep a session's objects: until its time is over, or a year ahead where nobody knows when that is. */
export async function protectionOf(reader: Tx | PrismaClient, sessionId: SessionId, nowMs: number): Promise<ObjectProtection> {
  const [retention, holds] = await Promise.all([
    reader.sessionRetention.findUnique({ where: { sessionId } }),
    reader.legalHold.count({ where: { sessionId, releasedAt: null } }),
  ]);
  const isOver = retention?.until != null && retention.until.getTime() <= nowMs;
  const until = isOver ? null : (retention?.until ?? new Date(nowMs + LOCK_AHEAD_MS));
  return { until, held: holds > 0 || (retention?.disputes.length ?? 0) > 0 };
}
