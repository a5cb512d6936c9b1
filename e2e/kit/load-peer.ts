import type {
  MediaSetup,
  ParticipantId,
  PeerNotifications,
  RoomPass,
  RoomSnapshot,
  SubscriptionId,
  TrackId,
  TrackSource,
} from '@guichet/protocol';
import {
  asksForKeyFrame,
  type CandidateOverride,
  describeReceiveStream,
  type LoadCodec,
  MediaLink,
  type Outlet,
  type PageIdentity,
  PeerSignalling,
  publishStreams,
  receiveCapabilities,
} from '@guichet/rtc-peer';
import type { z } from 'zod';
import type { Pacer } from './pacer.ts';
import type { FrameSource } from './rtp/frame-source.ts';
import { Reception } from './rtp/reception.ts';
import { type AudioLevel, RtpSender } from './rtp/rtp-sender.ts';

export interface LoadStream {
  readonly source: TrackSource;
  readonly codec: LoadCodec;
  /** Made anew when the room was rebuilt. */
  readonly frames: () => FrameSource;
  readonly framesPerSecond: number;
  /** dBov, for audio: what the node's speaker detection goes by. */
  readonly audioLevelDbov?: AudioLevel;
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
  /** Default all that there is. */
  readonly decodes?: readonly LoadCodec[];
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
  #signalling: PeerSignalling | undefined;
  #setup: MediaSetup | undefined;
  #links: { readonly send: MediaLink; readonly recv: MediaLink } | undefined;
  #queue: Promise<void> = Promise.resolve();
  #stops: (() => void)[] = [];
  #sectionCount = 0;
  #closed = false;

  /** Joins, publishes and says that it is ready. Media flows when it resolves, unless the room holds it back. */
  static async join(options: LoadPeerOptions): Promise<LoadPeer> {
    const peer = new LoadPeer(options);
    const signalling = await peer.#open();
    const snapshot = await signalling.join(options.pass.token);
    await peer.#enqueue(async () => peer.#begin(snapshot.media));
    return peer;
  }

  private constructor(options: LoadPeerOptions) {
    this.#options = options;
  }

  /** Its socket is there; without it its media may well go on. */
  get connected(): boolean {
    return this.#signalling?.connected === true;
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
    this.#signalling?.break();
  }

  /** Comes back on a new socket. @returns the room as the node tells it. */
  async resume(): Promise<RoomSnapshot> {
    const generation = this.#setup?.generation ?? 0;
    const signalling = await this.#open();
    const snapshot = await signalling.resume(this.participantId, generation);
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
    this.#signalling?.close();
  }

  async #begin(setup: MediaSetup): Promise<void> {
    this.#setup = setup;
    this.#links = { send: this.#makeLink('send', setup), recv: this.#makeLink('recv', setup) };
    const published = await publishStreams({
      link: this.#links.send,
      setup,
      request: this.#request,
      cname: this.participantId,
      plans: this.#options.streams.map((stream, index) => ({ ...stream, ssrc: this.#options.firstSsrc + index })),
      nextMid: () => this.#nextMid(),
      makeSender,
      onFeedback: (sender, rtcp) => {
        if (asksForKeyFrame(rtcp)) sender.requestKeyFrame();
      },
    });
    for (const { plan, sender, trackId } of published) {
      this.senders.set(plan.source, { trackId, sender });
      this.#stops.push(this.#options.pacer.add((elapsedMs) => sender.advance(elapsedMs)));
    }
    await this.#request('peer.ready', {
      generation: setup.generation,
      rtpCapabilities: receiveCapabilities(setup.routerRtpCapabilities, this.#options.decodes),
    });
  }

  async #take(offer: Offer): Promise<void> {
    if (offer.generation !== this.#setup?.generation || this.received.has(offer.subscriptionId) || !this.#links) return;
    const reception = new Reception();
    this.received.set(offer.subscriptionId, { offer, reception });
    const section = describeReceiveStream(offer.kind, offer.rtpParameters, this.#nextMid());
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

  async #open(): Promise<PeerSignalling> {
    this.#signalling?.close();
    const { pass, identity } = this.#options;
    this.#signalling = await PeerSignalling.open({
      signallingUrl: pass.signallingUrl,
      identity,
      // A test's own authority is not in anybody's store.
      trustAnyCertificate: true,
      takes: {
        'subscription.offered': (offer) => void this.#enqueue(async () => this.#take(offer)),
        'room.rebuilt': (setup) => void this.#enqueue(async () => this.#rebuild(setup)),
        'recording.changed': (state) => this.recordingStates.push(state),
        'peer.ended': ({ reason }) => {
          this.endReason = reason;
          this.#stopMedia();
        },
      },
      onMalformed: (error) => (this.failure ??= error),
    });
    if (this.#closed) this.#signalling.close();
    return this.#signalling;
  }

  readonly #request: PeerSignalling['request'] = (name, payload) => {
    if (this.#signalling === undefined) return Promise.reject(new Error('The peer has no socket'));
    return this.#signalling.request(name, payload);
  };

  #nextMid(): string {
    return String(this.#sectionCount++);
  }

  /** One step after the other: the node may offer the next track before the last one is negotiated. */
  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(async () => {
      if (!this.#closed) await step();
    });
    this.#queue = done.catch((error: unknown) => {
      if (!this.#closed && this.connected) this.failure ??= error;
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

function makeSender(stream: LoadStream & { readonly ssrc: number }, { described, write }: Outlet): RtpSender {
  const { section, rtpParameters, clockRate, audioLevelExtensionId: extensionId } = described;
  const { audioLevelDbov: dBov } = stream;
  return new RtpSender({
    ssrc: section.ssrc,
    payloadType: section.payloadType,
    clockRate,
    cname: rtpParameters.rtcp?.cname ?? '',
    source: stream.frames(),
    framesPerSecond: stream.framesPerSecond,
    write,
    ...(dBov !== undefined && extensionId !== undefined ? { audioLevel: { extensionId, dBov } } : {}),
  });
}
