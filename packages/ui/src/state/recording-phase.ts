import { assertNever, type RecordingTrouble, type RecordingView } from '@guichet/protocol';

/**
 * How long the confirmation may be silent before the page says "not confirmed" by itself. The node turns to `degraded` after 2 s
 * without a written packet and says so at once; this covers the page that no longer hears from the node, so it allows for one
 * report in transit on top.
 */
export const SILENT_AFTER_MS = 4_000;

/** What the indicator shows: only what is known to be true now. All spans in milliseconds. */
export type RecordingPhase =
  | { kind: 'not_started' }
  | { kind: 'starting' }
  /** Both sides are being written. */
  | { kind: 'recording'; runningMs: number; writtenAgoMs: number | null }
  | { kind: 'unconfirmed'; silentMs: number; trouble: RecordingTrouble | null }
  /** The call is interrupted: nothing is lost, nothing is being written. */
  | { kind: 'paused'; runningMs: number }
  /** Nothing is written any more; the step is held. */
  | { kind: 'stopped'; trouble: RecordingTrouble | null }
  /** The call is over and what was recorded is kept. */
  | { kind: 'ended' };

interface RecordingFacts {
  readonly recording: Pick<RecordingView, 'status' | 'trouble' | 'startedAt' | 'lastWrittenAt'> | null;
  /** The call goes on; after it, a stopped recording is a finished one. */
  readonly inCall: boolean;
  /** One side of the call is away. */
  readonly interrupted: boolean;
  /** Server's time, see `ServerClock`. */
  readonly nowMs: number;
}

export function recordingPhase({ recording, inCall, interrupted, nowMs }: RecordingFacts): RecordingPhase {
  if (recording === null) return { kind: 'not_started' };
  const runningMs = recording.startedAt === null ? 0 : Math.max(0, nowMs - recording.startedAt);
  const writtenAgoMs = recording.lastWrittenAt === null ? null : Math.max(0, nowMs - recording.lastWrittenAt);
  switch (recording.status) {
    case 'starting':
      return { kind: 'starting' };
    case 'recording':
      if (interrupted) return { kind: 'paused', runningMs };
      if (writtenAgoMs !== null && writtenAgoMs >= SILENT_AFTER_MS) {
        return { kind: 'unconfirmed', silentMs: writtenAgoMs, trouble: recording.trouble };
      }
      return { kind: 'recording', runningMs, writtenAgoMs };
    case 'degraded':
      if (interrupted) return { kind: 'paused', runningMs };
      return { kind: 'unconfirmed', silentMs: writtenAgoMs ?? runningMs, trouble: recording.trouble };
    case 'stopped':
      return inCall ? { kind: 'stopped', trouble: recording.trouble } : { kind: 'ended' };
    case 'failed':
      return { kind: 'stopped', trouble: recording.trouble };
    case 'muxing':
    case 'ready':
      return { kind: 'ended' };
    default:
      return assertNever(recording.status);
  }
}
