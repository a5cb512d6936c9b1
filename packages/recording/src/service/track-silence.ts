import type { GapCause, TrackId } from '@guichet/protocol';
import { silenceLimitMs } from '../journal/silence-limit.ts';
import type { TrackState } from './track-state.ts';

/** Some frames in a row that did not come: more than jitter, and soon enough to act before it is a gap. */
const QUIET_CAMERA_MS = 200;

interface TrackSilenceOptions {
  readonly wallMs: () => number;
  readonly toWallMs: (us: number) => number;
  /** `toMs` null: it goes on. */
  readonly noteGap: (trackId: TrackId | null, fromMs: number, toMs: number | null, cause: GapCause) => void;
}

/** Tracks of which nothing comes though it should. */
export class TrackSilence {
  readonly #options: TrackSilenceOptions;

  constructor(options: TrackSilenceOptions) {
    this.#options = options;
  }

  /** States a gap that has begun. */
  look(state: TrackState, nowUs: number): void {
    if (state.paused || state.closed || state.gapFromMs !== null) return;
    const sinceUs = lastHeardUs(state);
    if (nowUs - sinceUs <= silenceLimitMs(state.track) * 1000) return;
    state.gapFromMs = this.#options.toWallMs(sinceUs);
    this.#options.noteGap(state.track.trackId, state.gapFromMs, null, 'track_silent');
  }

  /** States its end, where there was one. */
  end(state: TrackState): void {
    const fromMs = state.gapFromMs;
    if (fromMs === null) return;
    state.gapFromMs = null;
    this.#options.noteGap(state.track.trackId, fromMs, this.#options.wallMs(), 'track_silent');
  }
}

/** Whether a camera has just gone quiet, ahead of a gap. It is told of once, until it is heard again. */
export function hasGoneQuiet(state: TrackState, nowUs: number): boolean {
  if (state.paused || state.closed || state.quietTold || state.packets === 0 || state.track.source !== 'camera') return false;
  if (nowUs - lastHeardUs(state) <= QUIET_CAMERA_MS * 1000) return false;
  state.quietTold = true;
  return true;
}

const lastHeardUs = (state: TrackState): number => Math.max(state.lastPacketUs, state.expectedFromUs);
