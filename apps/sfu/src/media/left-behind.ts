import { ParticipantId, TrackId, TrackSource } from '@guichet/protocol';
import { z } from 'zod';

/** How long pages have to come back to a room of a node that was killed before their tracks have ended. */
const EXPECTED_FOR_MS = 60_000;

/** What a node knew of a room when it was killed and needs to go on with it. */
export const LeftBehind = z.object({
  held: z.array(ParticipantId).default([]),
  tracks: z.array(z.object({ trackId: TrackId, participantId: ParticipantId, source: TrackSource })).default([]),
});
export type LeftBehind = z.infer<typeof LeftBehind>;
type LeftTrack = LeftBehind['tracks'][number];

export const NOTHING_LEFT: LeftBehind = { held: [], tracks: [] };

/**
 * Tracks of an earlier life of the node, by whom and what they were of. When the same participant publishes the same source again the
 * track gets its old id, so that the recording goes on with it and knows how long the hole was.
 */
export class ExpectedTracks {
  readonly #tracks: Map<string, LeftTrack>;
  readonly #timer: NodeJS.Timeout;

  constructor(tracks: readonly LeftTrack[]) {
    this.#tracks = new Map(tracks.map((track) => [keyOf(track.participantId, track.source), track]));
    this.#timer = setTimeout(() => this.#tracks.clear(), EXPECTED_FOR_MS);
    this.#timer.unref();
  }

  get all(): readonly LeftTrack[] {
    return [...this.#tracks.values()];
  }

  has(trackId: TrackId): boolean {
    return this.all.some((track) => track.trackId === trackId);
  }

  /** The id that a track is to go on under; null when it is new. */
  claim(participantId: ParticipantId, source: TrackSource): TrackId | null {
    const key = keyOf(participantId, source);
    const track = this.#tracks.get(key);
    this.#tracks.delete(key);
    return track?.trackId ?? null;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

const keyOf = (participantId: ParticipantId, source: TrackSource): string => `${participantId} ${source}`;
