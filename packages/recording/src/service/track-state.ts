import type { RecordedTrack, TrackProgress } from '@guichet/protocol';

/** One declared stream of an open recording: what it is, and how it is doing. Times are monotonic microseconds. */
export interface TrackState {
  readonly index: number;
  track: RecordedTrack;
  paused: boolean;
  closed: boolean;
  /** When packets were first expected: declared, or resumed. */
  expectedFromUs: number;
  packets: number;
  bytes: number;
  writtenPackets: number;
  /** Packets in the block that is being filled. */
  gathered: number;
  lastPacketUs: number;
  lastWrittenUs: number;
  /** That nothing comes has been told, ahead of the next progress. */
  quietTold: boolean;
  /** Since when (wall clock) nothing has come, once that is a gap. */
  gapFromMs: number | null;
}

export function newTrackState(index: number, track: RecordedTrack, nowUs: number): TrackState {
  return {
    index,
    track,
    paused: false,
    closed: false,
    expectedFromUs: nowUs,
    packets: 0,
    bytes: 0,
    writtenPackets: 0,
    gathered: 0,
    lastPacketUs: 0,
    lastWrittenUs: 0,
    quietTold: false,
    gapFromMs: null,
  };
}

export function progressOf(state: TrackState, toWallMs: (us: number) => number): TrackProgress {
  return {
    trackId: state.track.trackId,
    paused: state.paused,
    packets: state.packets,
    bytes: state.bytes,
    writtenPackets: state.writtenPackets,
    lastPacketAtMs: state.lastPacketUs > 0 ? toWallMs(state.lastPacketUs) : null,
    lastWrittenAtMs: state.lastWrittenUs > 0 ? toWallMs(state.lastWrittenUs) : null,
  };
}
