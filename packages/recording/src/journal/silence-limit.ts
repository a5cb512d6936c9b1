import type { RecordedTrack } from '@guichet/protocol';

/**
 * How long a track that isn't paused may be silent before that is a gap. Opus with DTX sends a frame every 400 ms in silence, a still
 * screen about one a second.
 */
export function silenceLimitMs(track: RecordedTrack): number {
  if (track.source === 'screen') return 2_500;
  return track.dtx ? 1_200 : 500;
}
