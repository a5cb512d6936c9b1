import type { SessionEvent } from '@guichet/protocol';
import { type LogEntry, TOO_FREQUENT } from '../../workbench/log/describe-event.ts';

export interface PlacedEvent extends LogEntry {
  /** On the recording's clock; negative before it began. Milliseconds. */
  readonly positionMs: number;
}

/** The entries of a log that a person reads, each at its place in a recording that began at `startedAt`. */
export function placeEvents(events: readonly SessionEvent[], startedAt: number): PlacedEvent[] {
  return events
    .filter(({ type }) => !TOO_FREQUENT.has(type))
    .map(({ seq, at, mediaAt, type, payload }) => ({
      seq,
      at,
      type,
      detail: plainDetail(payload),
      positionMs: (mediaAt ?? at) - startedAt,
    }));
}

function plainDetail(payload: SessionEvent['payload']): LogEntry['detail'] {
  const detail: LogEntry['detail'] = {};
  // As the counter does for the live log: what a live check saw is told of its warning.
  const said = 'observation' in payload ? { ...payload.observation, ...payload } : payload;
  for (const [name, value] of Object.entries(said) as [string, unknown][]) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) detail[name] = value;
  }
  return detail;
}
