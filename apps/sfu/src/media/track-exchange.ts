import {
  AppError,
  type AppliedSettings,
  type ParticipantId,
  type PayloadOf,
  type PeerRequests,
  type RtpCapabilities,
  type SubscriptionId,
  type TrackId,
  type TrackSource,
} from '@guichet/protocol';
import { errors, type types } from 'mediasoup';
import type { Logger } from 'pino';
import { canTakePart, otherVideoCodec, toMediasoup, toProtocol } from './codecs.ts';
import type { PeerFact } from './facts.ts';
import type { Notification, Peer } from './peer.ts';
import type { RoomMedia } from './room-media.ts';
import { FIRST_LAYERS } from './nudge-layer.ts';
import { Subscription } from './subscription.ts';
import { Track } from './track.ts';

/**
 * How far apart keyframes of one layer are asked for. Several viewers and the recorder ask at nearly the same time, and one answer serves them all.
 * And browsers leave requests unanswered that come within 300 ms of the last (libwebrtc, `kMinKeyframeSendIntervalMs`): the worker would take such a
 * one for a request that is under way, and swallow all others for a second. The rest is for what the line adds to the time between two.
 */
const KEYFRAME_REQUEST_DELAY_MS = 350;

/** What the exchange needs of the room it belongs to. */
export interface ExchangeRoom {
  peers(): readonly Peer[];
  media(): RoomMedia | null;
  /** A peer is offered its own tracks, so that it can measure its line. */
  readonly selfOnly: boolean;
  mayFlow(track: Track, subscriber: Peer): boolean;
  broadcast(except: Peer | null, ...message: Notification): void;
  reportOf(peer: Peer, fact: PeerFact): void;
  /** The id of a track that was published before the node was killed; null for a new one. */
  claimTrackId(participantId: ParticipantId, source: TrackSource): TrackId | null;
  /** Resolves when its first frame would not be missed by whoever records it, or when that is not worth waiting for. */
  trackStarted(track: Track, peer: Peer): Promise<void>;
  trackPaused(track: Track): void;
  trackEnded(track: Track): void;
}

/** Who publishes what, and who gets it. */
export class TrackExchange {
  readonly #room: ExchangeRoom;
  readonly #log: Logger;

  constructor(room: ExchangeRoom, log: Logger) {
    this.#room = room;
    this.#log = log;
  }

  async publish(peer: Peer, wish: PayloadOf<PeerRequests['track.publish']>): Promise<TrackId> {
    const { source, kind, generation, settings } = wish;
    if (!peer.grants.publish.includes(source)) throw new AppError('forbidden');
    Track.checkKind(source, kind, wish.rtpParameters);
    const media = peer.mediaOf(generation);
    const existing = [...peer.tracks.values()].find((track) => track.source === source);
    if (existing?.producer || peer.publishing.has(source)) throw new AppError('wrong_state');

    peer.publishing.add(source);
    try {
      const producer = await produce(media.send, wish);
      if (peer.closed || peer.media !== media || producer.closed) {
        producer.close();
        throw new AppError('wrong_state');
      }
      if (existing && peer.tracks.has(existing.id)) return await this.#restore(peer, existing, producer, settings);
      const { participantId } = peer;
      const id = this.#room.claimTrackId(participantId, source);
      return await this.#start(peer, new Track({ id, participantId, source, producer, settings }));
    } finally {
      peer.publishing.delete(source);
    }
  }

  async setPaused(peer: Peer, trackId: TrackId, paused: boolean): Promise<void> {
    const track = peer.track(trackId);
    if (track.paused === paused) return;
    await track.setPaused(paused);
    if (peer.closed) return;
    this.#room.trackPaused(track);
    this.#room.reportOf(peer, { type: paused ? 'track.paused' : 'track.resumed', trackId, source: track.source });
    if (peer.grants.hidden) return;
    this.#room.broadcast(peer, 'track.changed', { trackId, participantId: peer.participantId, paused });
  }

  setSettings(peer: Peer, trackId: TrackId, settings: AppliedSettings): void {
    peer.track(trackId).settings = settings;
    this.#room.reportOf(peer, { type: 'track.settings', trackId, settings });
  }

  close(peer: Peer, track: Track): void {
    if (!peer.tracks.delete(track.id)) return;
    // Whoever consumes it goes first: with its producer the worker closes them by itself, and complains when it is then told to.
    for (const other of this.#room.peers()) this.#endSubscriptions(other, track);
    this.#room.trackEnded(track);
    track.close();
    this.#room.reportOf(peer, { type: 'track.closed', trackId: track.id, source: track.source });
    if (peer.grants.hidden) return;
    this.#room.broadcast(peer, 'track.ended', { trackId: track.id, participantId: peer.participantId });
  }

  /** The peer's browser says what it can decode: from now on it is offered what there is. */
  async ready(peer: Peer, generation: number, capabilities: RtpCapabilities): Promise<void> {
    const media = peer.mediaOf(generation);
    if (!canTakePart(capabilities)) throw new AppError('codec_unsupported');
    peer.capabilities = capabilities;
    if (peer.media === media) await this.offerAllTo(peer);
  }

  /** Offers every track there is and that the peer does not have yet; again those it never answered to. */
  async offerAllTo(peer: Peer): Promise<void> {
    for (const subscription of peer.subscriptions.values()) {
      if (!subscription.ready) this.#announce(peer, subscription);
    }
    const offers = this.#room.peers().flatMap((other) => other.liveTracks.map((track) => this.#offer(track, other, peer)));
    await Promise.all(offers);
  }

  /** Nothing comes of a simulcast layer that its sender still has: whoever was given it gets the one below. */
  leaveLayer(trackId: TrackId, layer: number): void {
    for (const { subscriptions } of this.#room.peers()) {
      for (const subscription of subscriptions.values()) if (subscription.track.id === trackId) subscription.leaveLayer(layer);
    }
  }

  /** Lets through, and holds back, what the room says by now. */
  refreshFlow(): void {
    for (const peer of this.#room.peers()) {
      for (const subscription of peer.subscriptions.values()) subscription.setAllowed(this.#room.mayFlow(subscription.track, peer));
    }
  }

  async #start(peer: Peer, track: Track): Promise<TrackId> {
    peer.tracks.set(track.id, track);
    const { id: trackId, kind, source, mimeType, settings } = track;
    this.#room.reportOf(peer, { type: 'track.published', trackId, kind, source, mimeType, settings });
    if (track.paused) this.#room.reportOf(peer, { type: 'track.paused', trackId, source });
    await this.#tellAll(peer, track);
    return trackId;
  }

  /** After the worker died: the same track on another worker, so that nothing but its gap tells the difference. */
  async #restore(peer: Peer, track: Track, producer: types.Producer, settings: AppliedSettings): Promise<TrackId> {
    const wasPaused = track.paused;
    track.restore(producer, settings);
    this.#room.reportOf(peer, { type: 'track.settings', trackId: track.id, settings });
    if (track.paused !== wasPaused) {
      this.#room.reportOf(peer, { type: track.paused ? 'track.paused' : 'track.resumed', trackId: track.id, source: track.source });
    }
    await this.#tellAll(peer, track);
    return track.id;
  }

  #tellAll(peer: Peer, track: Track): Promise<void> {
    const started = this.#room.trackStarted(track, peer);
    if (!peer.grants.hidden) this.#room.broadcast(peer, 'track.published', track.published);
    if (track.producer) void this.#room.media()?.observeLevel(track.producer);
    for (const other of this.#room.peers()) void this.#offer(track, peer, other);
    return started;
  }

  async #offer(track: Track, publisher: Peer, subscriber: Peer): Promise<void> {
    const { capabilities, media } = subscriber;
    const { producer } = track;
    const router = this.#room.media()?.router;
    const own = publisher === subscriber;
    if (own !== this.#room.selfOnly || publisher.grants.hidden || !subscriber.grants.subscribe) return;
    // Who is away is offered everything on return, so that no offer is lost.
    if (!capabilities || !media || !producer || !router || subscriber.link === null) return;
    if (subscriber.offering.has(producer.id) || [...subscriber.subscriptions.values()].some((known) => known.track === track)) return;

    subscriber.offering.add(producer.id);
    try {
      const rtpCapabilities = toMediasoup<types.RtpCapabilities>(capabilities);
      if (!router.canConsume({ producerId: producer.id, rtpCapabilities })) {
        this.#log.info({ trackId: track.id, mimeType: track.mimeType }, 'a peer cannot decode a track');
        const mimeType = otherVideoCodec(track.mimeType);
        if (mimeType !== null) publisher.link?.notify('codec.wanted', { trackId: track.id, mimeType });
        return;
      }
      // Retransmission is off for audio unless asked for; with it lost speech is repaired on the way down too.
      const consumer = await media.recv.consume({
        producerId: producer.id,
        rtpCapabilities,
        paused: true,
        enableRtx: true,
        preferredLayers: FIRST_LAYERS,
      });
      if (subscriber.closed || subscriber.media !== media || track.producer !== producer || consumer.closed) {
        consumer.close();
        return;
      }
      this.#subscribe(subscriber, new Subscription(track, consumer, this.#log));
    } catch (error) {
      // The worker, the track or the subscriber went away meanwhile: whoever is left is offered anew what is left.
      if (!producer.closed && !media.recv.closed) this.#log.error({ err: error, trackId: track.id }, 'a track could not be offered');
    } finally {
      subscriber.offering.delete(producer.id);
    }
  }

  #subscribe(subscriber: Peer, subscription: Subscription): void {
    const { consumer, track, id } = subscription;
    subscriber.subscriptions.set(id, subscription);
    subscription.setAllowed(this.#room.mayFlow(track, subscriber));
    consumer.on('layerschange', (layers) => {
      subscriber.link?.notify('subscription.layer', { subscriptionId: id, spatialLayer: layers?.spatialLayer ?? null });
    });
    this.#announce(subscriber, subscription);
  }

  #announce(subscriber: Peer, subscription: Subscription): void {
    const { track, consumer } = subscription;
    subscriber.link?.notify('subscription.offered', {
      subscriptionId: subscription.id,
      generation: subscriber.media?.generation ?? 0,
      trackId: track.id,
      participantId: track.participantId,
      kind: track.kind,
      source: track.source,
      producerPaused: track.paused,
      rtpParameters: toProtocol(consumer.rtpParameters),
    });
  }

  #endSubscriptions(peer: Peer, track: Track): void {
    for (const subscription of [...peer.subscriptions.values()]) {
      if (subscription.track === track) this.#endSubscription(peer, subscription.id);
    }
  }

  #endSubscription(peer: Peer, subscriptionId: SubscriptionId): void {
    peer.subscriptions.get(subscriptionId)?.close();
    peer.subscriptions.delete(subscriptionId);
    peer.link?.notify('subscription.ended', { subscriptionId });
  }
}

async function produce(transport: types.WebRtcTransport, wish: PayloadOf<PeerRequests['track.publish']>): Promise<types.Producer> {
  try {
    return await transport.produce({
      kind: wish.kind,
      rtpParameters: toMediasoup(wish.rtpParameters),
      paused: wish.paused,
      keyFrameRequestDelay: KEYFRAME_REQUEST_DELAY_MS,
    });
  } catch (error) {
    if (transport.closed) throw new AppError('wrong_state', { cause: error });
    // What mediasoup and its worker refuse is what the browser sent: unknown codecs, colliding SSRCs, contradicting encodings.
    throw new AppError(error instanceof errors.UnsupportedError ? 'codec_unsupported' : 'bad_request', { cause: error });
  }
}
