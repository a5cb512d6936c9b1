import type { RecordingId, SessionEvent, SessionEventPayload, SessionId, WarningEnd, WarningId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import type { LogEntry } from '../sessions/session-log.ts';

/** A warning as it was raised. */
export type Raised = SessionEventPayload<'warning.raised'>;

/** A warning and, once it is over, when that was. */
export interface KnownWarning {
  readonly raised: Raised;
  readonly untilMs: number | null;
}

/** What live checks warned of in a session, the newest first. @param fresh events that are being appended */
export async function readWarnings(
  reader: Tx | PrismaClient,
  sessionId: SessionId,
  fresh: readonly SessionEvent[] = [],
): Promise<KnownWarning[]> {
  const rows = await reader.sessionEvent.findMany({
    where: { sessionId, type: { in: ['warning.raised', 'warning.ended'] } },
    orderBy: { seq: 'asc' },
  });
  return foldWarnings([...rows.map(fromEventRow), ...fresh]);
}

export function foldWarnings(events: readonly SessionEvent[]): KnownWarning[] {
  const known = new Map<WarningId, KnownWarning>();
  for (const { type, payload } of events) {
    if (type === 'warning.raised') known.set(payload.warningId, { raised: payload, untilMs: null });
    const raised = type === 'warning.ended' ? known.get(payload.warningId)?.raised : undefined;
    if (type === 'warning.ended' && raised) known.set(payload.warningId, { raised, untilMs: payload.observation.untilMs });
  }
  return [...known.values()].toReversed();
}

/** That a warning is over. `atMs`: by the recorder's wall clock. */
export function endOf(raised: Raised, untilMs: number, end: WarningEnd, value: number | null = raised.observation.value): LogEntry {
  const { warningId, recordingId, observation } = raised;
  return {
    actor: { kind: 'system' },
    type: 'warning.ended',
    mediaAt: untilMs,
    payload: {
      warningId,
      recordingId: recordingId as RecordingId,
      observation: { ...observation, untilMs: Math.max(observation.fromMs, untilMs), value },
      end,
    },
  };
}
