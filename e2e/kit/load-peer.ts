import {
  type MediaSetup,
  type ParticipantId,
  peerNotifications,
  type PeerNotifications,
  type PeerRequests,
  peerRequests,
  requester,
  type RoomPass,
  type RoomSnapshot,
  type SubscriptionId,
  type TrackId,
  type TrackSource,
} from '@guichet/protocol';
import {
  asksForKeyFrame,
  type CandidateOverride,
  describeReceiveStream,
  describeSendStream,
  type LoadCodec,
  MediaLink,
  type PageIdentity,
  receiveCapabilities,
} from '@guichet/rtc-peer';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { Pacer } from './pacer.ts';
import type { FrameSource } from './rtp/frame-source.ts';
import { Reception } from './rtp/reception.ts';
import { RtpSender } from './rtp/rtp-sender.ts';

export interface LoadStream {
  readonly source: TrackSource;
  readonly codec: LoadCodec;
  /** Made anew when the room was rebuilt. */
  readonly frames: () => FrameSource;
  readonly framesPerSecond: number;
  /** dBov, for audio: what the node's speaker detection goes by. */
  readonly audioLevelDbov?: number;
}

export interface LoadPeerOptions {
  /** The counter's answer to "join", or the part of it that is needed. */
  readonly pass: Pick<RoomPass, 'signallingUrl' | 'token' | 'participantId'>;
  /** The key the token is bound to. */
  readonly identity: PageIdentity;
  readonly streams: readonly LoadStream[];
  readonly pacer: Pacer;
  /** Unique among the peers of a test; stream n gets `firstSsrc + n`. */
  readonly firstSsrc: number;
  readonly candidateOverride?: CandidateOverride;
  /** Receiving costs this process more than sending; a load generator lets only some of its peers count. Default true. */
  readonly countsReceived?: boolean;
}

type Offer = z.infer<PeerNotifications['subscription.offered']>;

export interface Received {
  readonly offer: Offer;
  readonly reception: Reception;
}

/**
 * A participant without a browser: speaks the peer table over socket.io, publishes and receives over real ICE,
 * DTLS and SRTP, resumes on a new socket and starts over when its room was rebuilt.
 */
export class LoadPeer {
  readonly received = new Map<SubscriptionId, Received>();
  readonly senders = new Map<TrackSource, { readonly trackId: TrackId; readonly sender: RtpSender }>();
  readonly recordingStates: z.infer<PeerNotifications['recording.changed']>[] = [];
  rebuildCount = 0;
  /** Why the node put this peer out, once it has. */
  endReason: z.infer<PeerNotifications['peer.ended']>['reason'] | undefined;
  /** The first thing that went wrong in answering the node, for the test to look at. */
  failure: unknown;
  readonly #options: LoadPeerOptions;
  #socket: Socket;
  #request: ReturnType<typeof requester<PeerRequests>>;
  #setup: MediaSetup | undefined;
  #links: { readonly send: MediaLink; readonly recv: MediaLink } | undefined;
  #queue: Promise<void> = Promise.resolve();
  #stops: (() => void)[] = [];
  #sectionCount = 0;
  #closed = false;

  /** Joins, publishes and says that it is ready. Media flows when it resolves, unless the room holds it back. */
  static async join(options: LoadPeerOptions): Promise<LoadPeer> {
    const peer = new LoadPeer(options);
    const { nonce } = await peer.#request('peer.challenge', {});
    const proof = await options.identity.prove('join', nonce);
    const snapshot = await peer.#request('peer.join', { token: options.pass.token, proof });
    await peer.#enqueue(async () => peer.#begin(snapshot.media));
    return peer;
  }

  private constructor(options: LoadPeerOptions) {
    this.#options = options;
    this.#socket = this.#open();
    this.#request = this.#requesterOf(this.#socket);
  }

  /** Its socket is there; without it its media may well go on. */
  get connected(): boolean {
    return this.#socket.connected;
  }

  get participantId(): ParticipantId {
    return this.#options.pass.participantId;
  }

  /** Packets received from one source of one participant. */
  packetsFrom(participantId: ParticipantId, source: TrackSource): number {
    return this.#receptionsFrom(participantId, source).reduce((sum, { packetCount }) => sum + packetCount, 0);
  }

  lostFrom(participantId: ParticipantId, source: TrackSource): number {
    return this.#receptionsFrom(participantId, source).reduce((sum, { lostCount }) => sum + lostCount, 0);
  }

  /** Mute or camera off: packets stop and the node is told. */
  async setPaused(source: TrackSource, paused: boolean): Promise<void> {
    const sent = this.senders.get(source);
    if (!sent) throw new Error(`Nothing is published from the ${source}`);
    sent.sender.paused = paused;
    await this.#request(paused ? 'track.pause' : 'track.resume', { trackId: sent.trackId });
  }

  /** The socket breaks; media goes on. */
  loseSocket(): void {
    this.#socket.disconnect();
  }

  /** Comes back on a new socket. @returns the room as the node tells it. */
  async resume(): Promise<RoomSnapshot> {
    this.#socket.disconnect();
    this.#socket = this.#open();
    this.#request = this.#requesterOf(this.#socket);
    const { nonce } = await this.#request('peer.challenge', {});
    const proof = await this.#options.identity.prove('resume', nonce);
    const generation = this.#setup?.generation ?? 0;
    const snapshot = await this.#request('peer.resume', { participantId: this.participantId, generation, proof });
    if (snapshot.media.generation !== generation) await this.#enqueue(async () => this.#rebuild(snapshot.media));
    return snapshot;
  }

  /** Leaves as a person does. */
  async leave(): Promise<void> {
    await this.#request('peer.leave', {});
    this.close();
  }

  /** Is gone without a word. */
  close(): void {
    this.#closed = true;
    this.#stopMedia();
    this.#socket.disconnect();
  }

  async #begin(setup: MediaSetup): Promise<void> {
    this.#setup = setup;
    this.#links = { send: this.#makeLink('send', setup), recv: this.#makeLink('recv', setup) };
    const { send } = this.#links;
    const prepared = this.#options.streams.map((stream, index) => this.#prepare(stream, index, setup, send));
    if (prepared.length > 0) await send.negotiate();
    for (const { stream, described, sender } of prepared) {
      const { trackId } = await this.#request('track.publish', {
        source: stream.source,
        kind: described.section.kind,
        generation: setup.generation,
        rtpParameters: described.rtpParameters,
        paused: false,
        settings: {},
      });
      this.senders.set(stream.source, { trackId, sender });
      this.#stops.push(this.#options.pacer.add((elapsedMs) => sender.advance(elapsedMs)));
    }
    await this.#request('peer.ready', {
      generation: setup.generation,
      rtpCapabilities: receiveCapabilities(setup.routerRtpCapabilities),
    });
  }

  #prepare(stream: LoadStream, index: number, setup: MediaSetup, link: MediaLink) {
    const described = describeSendStream(setup.routerRtpCapabilities, stream.codec, {
      mid: String(this.#sectionCount++),
      ssrc: this.#options.firstSsrc + index,
      cname: this.participantId,
    });
    const track = link.addSender(described.section, (rtcp) => {
      if (asksForKeyFrame(rtcp)) sender.requestKeyFrame();
    });
    const { audioLevelExtensionId } = described;
    const sender = new RtpSender({
      ssrc: described.section.ssrc,
      payloadType: described.section.payloadType,
      clockRate: described.clockRate,
      cname: this.participantId,
      source: stream.frames(),
      framesPerSecond: stream.framesPerSecond,
      write: (packet) => track.isOpen() && track.sendMessageBinary(packet),
      ...(stream.audioLevelDbov !== undefined && audioLevelExtensionId !== undefined
        ? { audioLevel: { extensionId: audioLevelExtensionId, dBov: stream.audioLevelDbov } }
        : {}),
    });
    return { stream, described, sender };
  }

  async #take(offer: Offer): Promise<void> {
    if (offer.generation !== this.#setup?.generation || this.received.has(offer.subscriptionId) || !this.#links) return;
    const reception = new Reception();
    this.received.set(offer.subscriptionId, { offer, reception });
    const section = describeReceiveStream(offer.kind, offer.rtpParameters, String(this.#sectionCount++));
    const counts = this.#options.countsReceived ?? true;
    this.#links.recv.addReceiver(section, counts ? (packet) => reception.onPacket(packet) : undefined);
    await this.#links.recv.negotiate();
    await this.#request('subscription.resume', { subscriptionId: offer.subscriptionId });
  }

  async #rebuild(setup: MediaSetup): Promise<void> {
    this.#stopMedia();
    this.senders.clear();
    await this.#begin(setup);
    this.rebuildCount++;
  }

  #makeLink(direction: 'send' | 'recv', setup: MediaSetup): MediaLink {
    return new MediaLink({
      name: `${this.participantId}-${direction}-${setup.generation}`,
      transport: setup[direction],
      connect: async (dtlsParameters) => {
        await this.#request('transport.connect', { direction, generation: setup.generation, dtlsParameters });
      },
      ...(this.#options.candidateOverride ? { candidateOverride: this.#options.candidateOverride } : {}),
    });
  }

  #open(): Socket {
    const { protocol, host, pathname } = new URL(this.#options.pass.signallingUrl);
    const socket = io(`${protocol}//${host}`, {
      path: `${pathname.replace(/\/+$/, '')}/socket.io/`,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      // A test's own authority is not in anybody's store.
      rejectUnauthorized: false,
    });
    this.#listen(socket, 'subscription.offered', (offer) => void this.#enqueue(async () => this.#take(offer)));
    this.#listen(socket, 'room.rebuilt', (setup) => void this.#enqueue(async () => this.#rebuild(setup)));
    this.#listen(socket, 'recording.changed', (state) => this.recordingStates.push(state));
    this.#listen(socket, 'peer.ended', ({ reason }) => {
      this.endReason = reason;
      this.#stopMedia();
    });
    return socket;
  }

  #listen<Name extends keyof PeerNotifications & string>(
    socket: Socket,
    name: Name,
    take: (message: z.infer<PeerNotifications[Name]>) => void,
  ): void {
    socket.on(name as string, (message: unknown) => {
      const parsed = peerNotifications[name].safeParse(message);
      if (parsed.success) take(parsed.data as z.infer<PeerNotifications[Name]>);
      else this.failure ??= parsed.error;
    });
  }

  #requesterOf(socket: Socket): ReturnType<typeof requester<PeerRequests>> {
    return requester(peerRequests, (name, payload, acknowledge) => socket.emit(name, payload, acknowledge));
  }

  /** One step after the other: the node may offer the next track before the last one is negotiated. */
  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(async () => {
      if (!this.#closed) await step();
    });
    this.#queue = done.catch((error: unknown) => {
      if (!this.#closed && this.#socket.connected) this.failure ??= error;
    });
    return done;
  }

  #receptionsFrom(participantId: ParticipantId, source: TrackSource): Reception[] {
    return [...this.received.values()].flatMap(({ offer, reception }) =>
      offer.participantId === participantId && offer.source === source ? [reception] : [],
    );
  }

  #stopMedia(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#links?.send.close();
    this.#links?.recv.close();
    this.#links = undefined;
  }
}
