import { AppError, type IceServer, type MediaSetup, type SubscriptionId, type TrackId, type TrackSource } from '@guichet/protocol';
import { Device, type types } from 'mediasoup-client';
import { appliedSettings } from './applied-settings.ts';
import type { VideoMimeType } from './codec-choice.ts';
import type { RtcLogger } from './logger.ts';
import { heldBack, producerOptions } from './publishing.ts';
import type { Ask, MessageOf } from './signalling.ts';

export type Direction = 'send' | 'recv';
export const DIRECTIONS = ['send', 'recv'] as const satisfies readonly Direction[];
export type SubscriptionOffer = MessageOf<'subscription.offered'>;

interface MediaSessionOptions {
  readonly setup: MediaSetup;
  readonly iceServers: readonly IceServer[];
  /** Speaks to the node over whichever socket there is at the moment. */
  readonly ask: Ask;
  readonly log: RtcLogger;
  readonly onConnectionChange: (direction: Direction, state: types.ConnectionState) => void;
  /** A device delivers nothing any more. */
  readonly onTrackEnded: (source: TrackSource) => void;
}

/** mediasoup-client's types are the protocol's shapes, but not written for `exactOptionalPropertyTypes`. */
const asTheirs = <T>(value: unknown): T => value as T;

/**
 * The browser's media for one generation of a room: a device, a transport each way, producers and consumers. A rebuilt room gets a
 * new one. It outlives sockets.
 */
export class MediaSession {
  readonly generation: number;
  readonly #options: MediaSessionOptions;
  readonly #device: Device;
  readonly #transports: Record<Direction, types.Transport>;
  readonly #producers = new Map<TrackSource, types.Producer>();
  readonly #senders = new Map<TrackSource, RTCRtpSender>();
  readonly #consumers = new Map<SubscriptionId, types.Consumer>();
  #intact = true;
  #closed = false;

  /** @throws AppError `codec_unsupported` when this browser has no WebRTC that mediasoup-client knows */
  static async create(options: MediaSessionOptions): Promise<MediaSession> {
    try {
      const device = await Device.factory();
      await device.load({ routerRtpCapabilities: asTheirs(options.setup.routerRtpCapabilities) });
      return new MediaSession(device, options);
    } catch (cause) {
      throw new AppError('codec_unsupported', { cause });
    }
  }

  private constructor(device: Device, options: MediaSessionOptions) {
    this.#device = device;
    this.#options = options;
    this.generation = options.setup.generation;
    this.#transports = { send: this.#makeTransport('send'), recv: this.#makeTransport('recv') };
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** False once a half-done exchange with the node left the two ends out of step: only another session helps then. */
  get intact(): boolean {
    return this.#intact && !this.#closed;
  }

  get sending(): boolean {
    return [...this.#producers.values()].some((producer) => !producer.paused);
  }

  /** The node's name of the transport up: another one after every join. */
  get transportId(): string {
    return this.#transports.send.id;
  }

  connectionState(direction: Direction): types.ConnectionState {
    return this.#transports[direction].connectionState;
  }

  stats(direction: Direction): Promise<RTCStatsReport> {
    return this.#transports[direction].getStats();
  }

  /** Tells the node what this browser decodes; it offers tracks from then on. */
  async announce(): Promise<void> {
    await this.#options.ask('peer.ready', { generation: this.generation, rtpCapabilities: asTheirs(this.#device.recvRtpCapabilities) });
  }

  /** @throws AppError what the node refused it with */
  async publish(source: TrackSource, track: MediaStreamTrack, paused: boolean, wanted: VideoMimeType | null = null): Promise<TrackId> {
    const codecs = this.#device.sendRtpCapabilities.codecs ?? [];
    const producer = await this.#exchange(() =>
      this.#transports.send.produce({
        ...producerOptions(source, track, codecs, wanted),
        onRtpSender: (sender) => this.#senders.set(source, sender),
        appData: { source, paused, settings: appliedSettings(track) },
      }),
    );
    if (this.#closed) throw new AppError('wrong_state');
    producer.on('trackended', () => this.#options.onTrackEnded(source));
    this.#producers.set(source, producer);
    if (paused) producer.pause();
    return producer.id as TrackId;
  }

  setPaused(source: TrackSource, paused: boolean): void {
    const producer = this.#producers.get(source);
    // Saying what is so already would negotiate the whole connection anew.
    if (!producer || producer.paused === paused) return;
    if (paused) producer.pause();
    else producer.resume();
  }

  /** Goes on with another camera or microphone under the same track. */
  async replace(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const producer = this.#producers.get(source);
    if (producer && producer.track !== track) await producer.replaceTrack({ track });
  }

  unpublish(source: TrackSource): void {
    this.#producers.get(source)?.close();
    this.#producers.delete(source);
  }

  async subscribe(offer: SubscriptionOffer): Promise<MediaStreamTrack> {
    const existing = this.#consumers.get(offer.subscriptionId);
    if (existing) return existing.track;
    const consumer = await this.#exchange(() =>
      this.#transports.recv.consume({
        id: offer.subscriptionId,
        producerId: offer.trackId,
        kind: offer.kind,
        rtpParameters: asTheirs(offer.rtpParameters),
        // Sound and picture of one person are kept in step by the browser; a shared screen stands apart.
        streamId: `${offer.participantId}-${offer.source === 'screen' ? 'screen' : 'person'}`,
      }),
    );
    this.#consumers.set(offer.subscriptionId, consumer);
    return consumer.track;
  }

  unsubscribe(subscriptionId: SubscriptionId): void {
    this.#consumers.get(subscriptionId)?.close();
    this.#consumers.delete(subscriptionId);
  }

  /**
   * New ICE credentials (RFC 8445 §9): how media comes back after the network changed. A transport that was never used has none to
   * change.
   */
  async restartIce(direction: Direction, deadlineMs: number): Promise<void> {
    const transport = this.#transports[direction];
    if (transport.closed || transport.connectionState === 'new') return;
    const { iceParameters } = await this.#options.ask('transport.restartIce', { direction, generation: this.generation }, deadlineMs);
    if (!transport.closed) await transport.restartIce({ iceParameters: asTheirs(iceParameters) });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const transport of Object.values(this.#transports)) transport.close();
  }

  /**
   * mediasoup-client changes its SDP before it asks the node: when the socket is lost in between, nobody knows whether the node did
   * its part.
   */
  async #exchange<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.entry.fault === 'ours') this.#intact = false;
      throw error;
    }
  }

  #makeTransport(direction: Direction): types.Transport {
    const { setup, iceServers, ask, log, onConnectionChange } = this.#options;
    const options = asTheirs<types.TransportOptions>({ ...setup[direction], iceServers });
    const transport = direction === 'send' ? this.#device.createSendTransport(options) : this.#device.createRecvTransport(options);
    const { generation } = this;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      ask('transport.connect', { direction, generation, dtlsParameters: asTheirs(dtlsParameters) }).then(done, failed);
    });
    transport.on('connectionstatechange', (state) => {
      log.debug({ direction, state, generation }, 'a transport changed');
      if (!this.#closed) onConnectionChange(direction, state);
    });
    if (direction === 'send') {
      transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
        const publish = () => ask('track.publish', asTheirs({ ...appData, kind, rtpParameters, generation }));
        const sender = kind === 'video' ? this.#senders.get(appData['source'] as TrackSource) : undefined;
        (sender ? heldBack(sender, publish) : publish()).then(({ trackId }) => done({ id: trackId }), failed);
      });
    }
    return transport;
  }
}
