import type { ParticipantId } from '@guichet/protocol';
import { isSeen, type NamedLevel } from './level-change.ts';
import type { Notification, Peer, PeerLink } from './peer.ts';
import type { SpeakerLevel } from './room-media.ts';

/** The peers of a room, and how they are told things. */
export class Audience {
  readonly #peers = new Map<ParticipantId, Peer>();
  /** The levels that each socket was told last. */
  readonly #told = new WeakMap<PeerLink, readonly NamedLevel[]>();

  get all(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  get size(): number {
    return this.#peers.size;
  }

  find(participantId: ParticipantId): Peer | null {
    return this.#peers.get(participantId) ?? null;
  }

  add(peer: Peer): void {
    this.#peers.set(peer.participantId, peer);
  }

  /** Leaves another page of the same participant alone. */
  remove(peer: Peer): void {
    if (this.#peers.get(peer.participantId) === peer) this.#peers.delete(peer.participantId);
  }

  tell(except: Peer | null, ...notification: Notification): void {
    for (const peer of this.#peers.values()) if (peer !== except) peer.link?.notify(...notification);
  }

  tellConnection(peer: Peer): void {
    if (peer.grants.hidden) return;
    this.tell(peer, 'peer.connection', { participantId: peer.participantId, connected: peer.link !== null });
  }

  /** Told where they changed. Who on hold speaks is nobody's business, nor who speaks theirs. */
  tellLevels(levels: readonly SpeakerLevel[], held: ReadonlySet<ParticipantId>): void {
    const present = this.all.filter((peer) => !held.has(peer.participantId));
    const speakers = new Map(
      present
        .filter((peer) => !peer.grants.hidden)
        .flatMap((peer) => peer.liveTracks.map((track) => [track.producer?.id ?? '', peer.participantId] as const)),
    );
    const named = levels.flatMap(({ producerId, level }) => {
      const participantId = speakers.get(producerId);
      return participantId === undefined ? [] : [{ participantId, level }];
    });
    for (const { link } of present) {
      if (!link || !isSeen(this.#told.get(link) ?? [], named)) continue;
      this.#told.set(link, named);
      link.notify('speaker.levels', { levels: named });
    }
  }
}
