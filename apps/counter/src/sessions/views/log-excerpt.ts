import type { SessionEvent, SessionEventType, SessionId, WorkbenchView } from '@guichet/protocol';
import type { Tx } from '../../database/database.ts';
import type { PrismaClient } from '../../database/generated/client.ts';
import { fromEventRow } from '../event-row.ts';

type LogLine = WorkbenchView['log'][number];

const MAX_LINES = 100;
/** Measurements and every stroke of a key, which would push everything else off the page. */
const LEFT_OUT: readonly SessionEventType[] = [
  'quality.sampled',
  'recording.chunk_closed',
  'track.settings_applied',
  'notice.shown',
  'guest.notice_shown',
  'flow.acted',
  'flow.answered',
  'flow.marked',
  'flow.timer_fired',
  'flow.node_left',
];
/** Members that say nothing to a person. */
const HASH = /^[0-9a-f]{64}$/;

/** The latest things that happened in a session, newest first. */
export async function readLogExcerpt(reader: Tx | PrismaClient, sessionId: SessionId): Promise<LogLine[]> {
  const rows = await reader.sessionEvent.findMany({
    where: { sessionId, type: { notIn: [...LEFT_OUT] } },
    orderBy: { seq: 'desc' },
    take: MAX_LINES,
  });
  return rows.map((row) => toLogLine(fromEventRow(row)));
}

function toLogLine(event: SessionEvent): LogLine {
  const detail: LogLine['detail'] = {};
  const said = 'observation' in event.payload ? { ...event.payload.observation, ...event.payload } : event.payload;
  for (const [name, value] of Object.entries(said)) {
    if (typeof value === 'object' && value !== null) continue;
    if (typeof value === 'string' && HASH.test(value)) continue;
    detail[name] = value;
  }
  return { seq: event.seq, at: event.at, type: event.type, detail };
}
