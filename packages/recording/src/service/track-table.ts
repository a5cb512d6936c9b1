import { AppError } from '@guichet/protocol';
import type { RecordedTrack, TrackId } from '@guichet/protocol';
import type { HeldTrack } from '../journal/events.ts';
import type { TrackState } from './track-state.ts';

/** Streams over the whole life of a recording; the list of them has to fit into one record. */
const MAX_TRACKS = 128;

/** The streams of one open recording, by all that they are asked for by. A track that is declared anew is a stream of its own, and the track's latest. */
export class TrackTable {
  readonly #byIndex = new Map<number, TrackState>();
  readonly #bySsrc = new Map<number, TrackState>();
  readonly #byTrack = new Map<TrackId, TrackState>();

  /** Every stream there was. */
  get streams(): readonly TrackState[] {
    return [...this.#byIndex.values()];
  }

  /** The latest stream of each track. */
  get tracks(): readonly TrackState[] {
    return [...this.#byTrack.values()];
  }

  /** The number of the next stream in the journal. @throws AppError `wrong_state` when there were as many as a journal takes */
  get nextIndex(): number {
    if (this.#byIndex.size >= MAX_TRACKS) throw new AppError('wrong_state');
    return this.#byIndex.size;
  }

  get held(): HeldTrack[] {
    return this.streams.map(({ index, track, paused, closed }) => ({ index, track, paused, closed }));
  }

  at(index: number): TrackState | undefined {
    return this.#byIndex.get(index);
  }

  withSsrc(ssrc: number): TrackState | undefined {
    return this.#bySsrc.get(ssrc);
  }

  find(trackId: TrackId): TrackState | undefined {
    return this.#byTrack.get(trackId);
  }

  /** @throws AppError `not_found` */
  get(trackId: TrackId): TrackState {
    const state = this.#byTrack.get(trackId);
    if (!state) throw new AppError('not_found');
    return state;
  }

  place(state: TrackState): void {
    this.#byIndex.set(state.index, state);
    this.#bySsrc.set(state.track.ssrc, state);
    this.#byTrack.set(state.track.trackId, state);
  }
}

export function isSameStream(a: RecordedTrack, b: RecordedTrack): boolean {
  return a.ssrc === b.ssrc && a.payloadType === b.payloadType && a.mimeType.toLowerCase() === b.mimeType.toLowerCase();
}
