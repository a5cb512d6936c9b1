import type { SessionEvent } from '@guichet/protocol';

/** From wall clocks to the recording's own: milliseconds from its beginning. */
export class RecordingClock {
  readonly #originMs: number;
  readonly durationMs: number;

  /** `originMs`: wall clock (Unix ms) at 0. */
  constructor(originMs: number, durationMs: number) {
    this.#originMs = originMs;
    this.durationMs = durationMs;
  }

  at(unixMs: number): number {
    return Math.round(unixMs - this.#originMs);
  }

  /** When an event happened: as the recorder saw it where somebody knows, else as the counter wrote it down. */
  of({ at, mediaAt }: Pick<SessionEvent, 'at' | 'mediaAt'>): number {
    return this.at(mediaAt ?? at);
  }

  /** What did not end while it was recorded ends with the recording. */
  end(unixMs: number | null): number {
    return unixMs === null ? this.durationMs : this.at(unixMs);
  }
}
