import { formatClock } from '@guichet/ui';
import type { LogEntry } from '../log/describe-event.ts';

/** How long the calls of a session lasted, out of its log (newest first); null where the log no longer reaches back to the beginning. */
export function talkDuration(log: readonly LogEntry[]): string | null {
  const ended = log.find(({ type }) => type === 'call.ended' || type === 'session.ended');
  const started = log.findLast(({ type }) => type === 'call.started');
  return ended === undefined || started === undefined ? null : formatClock(ended.at - started.at);
}
