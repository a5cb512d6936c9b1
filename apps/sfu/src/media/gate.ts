import type { ParticipantId, TrackId } from '@guichet/protocol';

/** A recording needs two voices: it is confirmed when tracks of this many different participants are being written. */
const CONFIRMED_PARTIES = 2;

interface GatedTrack {
  readonly participantId: ParticipantId;
  active: boolean;
  confirmed: boolean;
}

/**
 * Decides what may be heard in a recorded room. Nothing flows before packets of two different recorded participants, of every track they have
 * running, are known to be written. From then on the gate stays open, but each track passes only once it is confirmed itself: a third party
 * or a shared screen is not seen before it is recorded either.
 */
export class RecordingGate {
  readonly #tracks = new Map<TrackId, GatedTrack>();
  #opened = false;

  get opened(): boolean {
    return this.#opened;
  }

  add(trackId: TrackId, participantId: ParticipantId, active: boolean): void {
    this.#tracks.set(trackId, { participantId, active, confirmed: false });
  }

  remove(trackId: TrackId): void {
    this.#tracks.delete(trackId);
    this.#judge();
  }

  /** Muted tracks have nothing to be written, so nothing is waited for. */
  setActive(trackId: TrackId, active: boolean): void {
    const track = this.#tracks.get(trackId);
    if (!track) return;
    track.active = active;
    this.#judge();
  }

  /** Packets of the track have been written. */
  confirm(trackId: TrackId): void {
    const track = this.#tracks.get(trackId);
    if (!track) return;
    track.confirmed = true;
    this.#judge();
  }

  /** Whether others may hear or see the track. One that is not recorded at all only waits for the gate. */
  passes(trackId: TrackId): boolean {
    return this.#opened && (this.#tracks.get(trackId)?.confirmed ?? true);
  }

  #judge(): void {
    if (this.#opened) return;
    const parties = Map.groupBy(
      [...this.#tracks.values()].filter((track) => track.active),
      (track) => track.participantId,
    );
    const confirmed = [...parties.values()].filter((tracks) => tracks.every((track) => track.confirmed));
    this.#opened = confirmed.length >= CONFIRMED_PARTIES;
  }
}
