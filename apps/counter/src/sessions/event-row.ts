import { parseSessionEvent, type SessionEvent } from '@guichet/protocol';
import type { SessionEvent as EventRow } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';

/** An event as its row keeps it. */
export function toEventRow(event: SessionEvent) {
  return {
    sessionId: event.sessionId,
    seq: event.seq,
    version: event.version,
    at: new Date(event.at),
    mediaAt: event.mediaAt === null ? null : new Date(event.mediaAt),
    type: event.type,
    actor: jsonColumn(event.actor),
    payload: jsonColumn(event.payload),
    previousHash: event.previousHash,
    hash: event.hash,
  };
}

/** An event as it was hashed; throws ZodError for a row that no version of this log wrote. */
export function fromEventRow(row: EventRow): SessionEvent {
  return parseSessionEvent({
    version: row.version,
    sessionId: row.sessionId,
    seq: row.seq,
    at: row.at.getTime(),
    mediaAt: row.mediaAt?.getTime() ?? null,
    actor: row.actor,
    type: row.type,
    payload: row.payload,
    previousHash: row.previousHash,
    hash: row.hash,
  });
}
