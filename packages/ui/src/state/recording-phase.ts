import { assertNever, type RecordingTrouble, type RecordingView } from '@guichet/protocol';

/** A page that has had no word for so long no longer knows whether it is recorded, and says so. */
export const UNHEARD_AFTER_MS = 2_000;

/** "Written n s ago" is said only of what was told lately: the node speaks up at once when it stops being true, and seldom while it is. */
const TOLD_LATELY_MS = 4_000;

/** What the indicator shows: only what is known to be true now. All spans in milliseconds. */
export type RecordingPhase =
  | { kind: 'not_started' }
  | { kind: 'starting' }
  /** Both sides are being written; `writtenAgoMs` is null when the last packet's time was not told lately. */
  | { kind: 'recording'; runningMs: number; writtenAgoMs: number | null }
  | { kind: 'unconfirmed'; silentMs: number; trouble: RecordingTrouble | null }
  /** The call is interrupted: nothing is lost, nothing is being written. */
  | { kind: 'paused'; runningMs: number }
  /** Nothing is written for as long as a step of the flow takes: it was asked for, and is no fault. */
  | { kind: 'step_paused' }
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
  /** How long this page has heard neither from the node nor from the counter; 0 while one of them is connected. */
  readonly unheardMs?: number | undefined;
  /** Server's time, see `ServerClock`. */
  readonly nowMs: number;
}

/**
 * The node is the judge of whether both sides are written: it turns to `degraded` within 2 s and tells everyone at once. What is left to the
 * page is to stop believing an old verdict when it hears from nobody.
 */
export function recordingPhase({ recording, inCall, interrupted, unheardMs = 0, nowMs }: RecordingFacts): RecordingPhase {
  if (recording === null) return { kind: 'not_started' };
  const runningMs = recording.startedAt === null ? 0 : Math.max(0, nowMs - recording.startedAt);
  const writtenAgoMs = recording.lastWrittenAt === null ? null : Math.max(0, nowMs - recording.lastWrittenAt);
  switch (recording.status) {
    case 'starting':
      return { kind: 'starting' };
    case 'recording':
      if (interrupted) return { kind: 'paused', runningMs };
      if (unheardMs >= UNHEARD_AFTER_MS) return { kind: 'unconfirmed', silentMs: unheardMs, trouble: null };
      return { kind: 'recording', runningMs, writtenAgoMs: writtenAgoMs !== null && writtenAgoMs < TOLD_LATELY_MS ? writtenAgoMs : null };
    case 'degraded':
      if (recording.trouble === 'paused_by_step') return { kind: 'step_paused' };
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
