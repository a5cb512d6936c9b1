import { readHead } from '@guichet/evidence/verification';
import type { RecordingId, SessionEvent } from '@guichet/protocol';
import type { RecordingFacts } from '@guichet/rules';
import type { FactSource } from './recording-facts.ts';

/** Of so many reports the one that took least time on its way says how far the clocks are apart: a line that was away for a while delays all that waited. */
const REPORTS_AT_ONCE = 5;

/** The recorder's clock beside the counter's, by what the one wrote of chunks that the other one closed. Null where nothing was told. */
export function clockFact(events: readonly SessionEvent[], recordingId: RecordingId): RecordingFacts['clock'] {
  const delays = events.flatMap((event) =>
    event.type === 'recording.chunk_closed' && event.payload.recordingId === recordingId && event.mediaAt !== null
      ? [Math.round(event.at - event.mediaAt)]
      : [],
  );
  if (delays.length === 0) return null;
  // The last few go with those before them.
  const groups = Math.max(1, Math.floor(delays.length / REPORTS_AT_ONCE));
  const least = Array.from({ length: groups }, (_, nth) =>
    Math.min(...delays.slice(nth * REPORTS_AT_ONCE, nth === groups - 1 ? undefined : (nth + 1) * REPORTS_AT_ONCE)),
  );
  const offsetMs = least.reduce((furthest, one) => (Math.abs(one) > Math.abs(furthest) ? one : furthest));
  return { offsetMs, reports: delays.length };
}

/** Whether what was signed while the session ran names the events and chunks that are there now. */
export function headsFact({ heads, events }: Pick<FactSource, 'heads' | 'events'>): RecordingFacts['heads'] {
  if (heads === null) return null;
  const hashes = new Map(events.map(({ seq, hash }) => [seq, hash]));
  const chunks = new Map(
    events.flatMap((event) =>
      event.type === 'recording.chunk_closed' ? [[`${event.payload.recordingId} ${event.payload.seq}`, event.payload.head] as const] : [],
    ),
  );
  const fits = (note: string): boolean => {
    const head = readHead(note);
    if (head === null || (head.log.event > 0 && hashes.get(head.log.event) !== head.log.hash)) return false;
    return head.recordings.every(({ recordingId, chunk, head: of }) => chunk === 0 || chunks.get(`${recordingId} ${chunk}`) === of);
  };
  return { signed: heads.notes.length, stamped: heads.stamped, fitting: heads.notes.filter(fits).length };
}
