import type { ParticipantId, PublishedTrack, RoomPeer, SubscriptionId, TrackId } from '@guichet/protocol';
import type { RemotePeer, RemoteTrack } from './room-view.ts';

/** What is known of the others: an immutable list that grows out of the node's snapshots and notifications. */
export class RemoteRoom {
  #peers: readonly RemotePeer[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get peers(): readonly RemotePeer[] {
    return this.#peers;
  }

  get tracks(): readonly RemoteTrack[] {
    return this.#peers.flatMap((peer) => peer.tracks);
  }

  track(trackId: TrackId): RemoteTrack | null {
    return this.tracks.find((track) => track.trackId === trackId) ?? null;
  }

  bySubscription(subscriptionId: SubscriptionId): RemoteTrack | null {
    return this.tracks.find((track) => track.subscriptionId === subscriptionId) ?? null;
  }

  /** What the node holds now. Of tracks that are still there the browser's end is kept, others are returned: they are over. */
  reset(peers: readonly RoomPeer[]): readonly RemoteTrack[] {
    const before = new Map(this.tracks.map((track) => [track.trackId, track]));
    this.#peers = peers.map((peer) => ({
      ...this.#described(peer),
      tracks: peer.tracks.map((track) => ({ ...blank(track), ...ends(before.get(track.trackId)) })),
    }));
    const kept = new Set(this.tracks.map((track) => track.trackId));
    return [...before.values()].filter((track) => !kept.has(track.trackId));
  }

  /** Someone came, or came back with another page. */
  join(peer: RoomPeer): void {
    const joined = { ...this.#described(peer), tracks: peer.tracks.map(blank) };
    this.#peers = [...this.#peers.filter((known) => known.participantId !== peer.participantId), joined];
  }

  leave(participantId: ParticipantId): void {
    this.#peers = this.#peers.filter((peer) => peer.participantId !== participantId);
  }

  setConnected(participantId: ParticipantId, connected: boolean): void {
    this.#change(participantId, (peer) => ({ ...peer, connected, awaySinceMs: connected ? null : (peer.awaySinceMs ?? this.#now()) }));
  }

  publish(track: PublishedTrack): void {
    this.#know(track.participantId);
    this.#change(track.participantId, (peer) => {
      const known = peer.tracks.find((each) => each.trackId === track.trackId);
      // Published again after a worker died: the same track, with nothing of the old one left at the browser's end.
      const next = known ? { ...known, paused: track.paused } : blank(track);
      return { ...peer, tracks: [...peer.tracks.filter((each) => each !== known), next] };
    });
  }

  changeTrack(trackId: TrackId, change: Partial<Pick<RemoteTrack, 'paused' | 'media' | 'subscriptionId' | 'spatialLayer'>>): void {
    this.#peers = this.#peers.map((peer) =>
      peer.tracks.some((track) => track.trackId === trackId)
        ? { ...peer, tracks: peer.tracks.map((track) => (track.trackId === trackId ? { ...track, ...change } : track)) }
        : peer,
    );
  }

  endTrack(trackId: TrackId): void {
    this.#peers = this.#peers.map((peer) =>
      peer.tracks.some((track) => track.trackId === trackId)
        ? { ...peer, tracks: peer.tracks.filter((track) => track.trackId !== trackId) }
        : peer,
    );
  }

  /** The room moved: nothing arrives until it is subscribed to again. */
  dropEnds(): void {
    this.#peers = this.#peers.map((peer) => ({ ...peer, tracks: peer.tracks.map((track) => ({ ...track, ...NO_END })) }));
  }

  /** In a check room the page is offered its own tracks, without having been told of itself as a peer. */
  #know(participantId: ParticipantId): void {
    if (this.#peers.some((peer) => peer.participantId === participantId)) return;
    this.#peers = [...this.#peers, { participantId, connected: true, awaySinceMs: null, tracks: [] }];
  }

  #described({ participantId, connected }: RoomPeer): Omit<RemotePeer, 'tracks'> {
    const awaySinceMs = this.#peers.find((peer) => peer.participantId === participantId)?.awaySinceMs ?? null;
    return { participantId, connected, awaySinceMs: connected ? null : (awaySinceMs ?? this.#now()) };
  }

  #change(participantId: ParticipantId, change: (peer: RemotePeer) => RemotePeer): void {
    this.#peers = this.#peers.map((peer) => (peer.participantId === participantId ? change(peer) : peer));
  }
}

const NO_END = { media: null, subscriptionId: null, spatialLayer: null } as const;
const blank = (track: PublishedTrack): RemoteTrack => ({ ...track, ...NO_END });
const ends = (track: RemoteTrack | undefined) =>
  track ? { media: track.media, subscriptionId: track.subscriptionId, spatialLayer: track.spatialLayer } : {};
