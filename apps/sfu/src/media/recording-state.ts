import { assertNever, type GapCause, type RecordingTrouble, type RoomRecordingStatus, type StopReason } from '@guichet/protocol';

/** A running track of which nothing was written for so long is not being recorded. */
export const SILENT_AFTER_MS = 1_500;
/** A shared screen on which nothing moves is sent about once a second. */
export const SCREEN_SILENT_AFTER_MS = 3_000;
/** Cameras and screens take a moment from being published to their first packet. */
export const FIRST_PACKET_WITHIN_MS = 4_000;

export interface TrackFacts {
  /** Not muted, and its page is expected to send. */
  readonly running: boolean;
  /** The worker died and the track has not been written since. */
  readonly interrupted: boolean;
  /** Packets of it were written at some time. */
  readonly confirmed: boolean;
  /** Since it was last written, or since it started to run when that is later. */
  readonly silentMs: number;
  readonly screen: boolean;
  /** The sender stops in silence: nothing follows from nothing being written. */
  readonly dtx: boolean;
}

export interface RecordingFacts {
  /** The gate is open: the recording was confirmed once. */
  readonly confirmed: boolean;
  readonly recorderAway: boolean;
  /** Why the service refuses to begin, if it does. */
  readonly refused: RecordingTrouble | null;
  /** Why the service writes nothing any more, if so. */
  readonly stopped: StopReason | null;
  readonly storeBehind: boolean;
  /** Nothing is to be written: a step of the flow asked for it. */
  readonly paused: boolean;
  readonly tracks: readonly TrackFacts[];
}

/** What a room says of its recording, from the facts alone. Of several troubles the one that takes most away is named. */
export function judgeRecording(facts: RecordingFacts): { status: RoomRecordingStatus; trouble: RecordingTrouble | null } {
  const trouble = troubleOf(facts);
  if (facts.stopped !== null) return { status: 'stopped', trouble };
  if (!facts.confirmed) return { status: 'starting', trouble };
  return { status: trouble === null ? 'recording' : 'degraded', trouble };
}

function troubleOf(facts: RecordingFacts): RecordingTrouble | null {
  if (facts.stopped !== null) return troubleOfStop(facts.stopped);
  if (facts.recorderAway) return 'recorder_away';
  if (facts.refused !== null) return facts.refused;
  if (facts.paused) return 'paused_by_step';
  if (facts.tracks.some((track) => track.interrupted && track.running)) return 'worker_restarted';
  if (facts.tracks.some(isSilent)) return 'track_silent';
  return facts.storeBehind ? 'store_behind' : null;
}

function isSilent({ running, confirmed, silentMs, dtx, screen }: TrackFacts): boolean {
  if (!running || (dtx && confirmed)) return false;
  if (!confirmed) return silentMs > FIRST_PACKET_WITHIN_MS;
  return silentMs > (screen ? SCREEN_SILENT_AFTER_MS : SILENT_AFTER_MS);
}

export function troubleOfStop(reason: StopReason): RecordingTrouble {
  switch (reason) {
    case 'disk_full':
    case 'disk_low':
      return 'disk_low';
    case 'write_failed':
      return 'write_failed';
    default:
      return assertNever(reason);
  }
}

export function troubleOfGap(cause: GapCause): RecordingTrouble {
  switch (cause) {
    case 'track_silent':
      return 'track_silent';
    case 'service_down':
      return 'recorder_away';
    case 'paused_by_step':
      return 'paused_by_step';
    case 'disk_full':
    case 'disk_low':
    case 'write_failed':
      return troubleOfStop(cause);
    default:
      return assertNever(cause);
  }
}
