import type { RecordedTrack, TrackId } from '@guichet/protocol';
import { silenceLimitMs } from '../journal/silence-limit.ts';

/** A place on the journal's time axis, and what the wall clock showed there. */
export interface Moment {
  readonly us: number;
  readonly wallMs: number;
}

export interface SilentSpan {
  readonly trackId: TrackId;
  readonly from: Moment;
  readonly to: Moment;
}

/** Finds the holes of one track: no packet for longer than its kind may be silent, while it is neither paused nor closed. */
export class GapWatch {
  readonly #found: SilentSpan[] = [];
  #track: RecordedTrack;
  #since: Moment;
  #watching = true;
  #closed = false;

  constructor(track: RecordedTrack, declared: Moment) {
    this.#track = track;
    this.#since = declared;
  }

  get found(): readonly SilentSpan[] {
    return this.#found;
  }

  /** The track goes on as another stream. */
  redeclare(track: RecordedTrack): void {
    this.#track = track;
  }

  packet(at: Moment): void {
    if (at.us <= this.#since.us) return;
    if (this.#watching) this.#check(at);
    this.#since = at;
  }

  pause(at: Moment): void {
    if (this.#watching) this.#check(at);
    this.#watching = false;
  }

  resume(at: Moment): void {
    if (this.#closed || this.#watching) return;
    this.#watching = true;
    this.#since = at;
  }

  close(at: Moment): void {
    this.pause(at);
    this.#closed = true;
  }

  #check(at: Moment): void {
    if (at.us - this.#since.us <= silenceLimitMs(this.#track) * 1000) return;
    this.#found.push({ trackId: this.#track.trackId, from: this.#since, to: at });
  }
}
