import type { MediaSetup, PeerNotifications, RoomId, RoomSnapshot, SubscriptionId, TrackId, TrackSource } from '@guichet/protocol';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { H264Frames } from '@guichet/e2e/kit/rtp/h264-frames.ts';
import { OpusFrames } from '@guichet/e2e/kit/rtp/opus-frames.ts';
import { Reception } from '@guichet/e2e/kit/rtp/reception.ts';
import { RtpSender } from '@guichet/e2e/kit/rtp/rtp-sender.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import {
  asksForKeyFrame,
  describeReceiveStream,
  describeSendStream,
  type LoadCodec,
  MediaLink,
  receiveCapabilities,
} from '@guichet/rtc-peer';
import type { z } from 'zod';
import { type Door, enterRoom, type EntryWish } from './enter-room.ts';
import type { Page } from './page.ts';

type Offer = z.infer<PeerNotifications['subscription.offered']>;

/** Browsers leave a request for a keyframe unanswered that comes so soon after another (libwebrtc, `kMinKeyframeSendIntervalMs`). */
const KEYFRAMES_APART_MS = 300;

const pacer = new Pacer();
let nextSsrc = 10_000;

interface Sent {
  readonly source: TrackSource;
  readonly trackId: TrackId;
  readonly senders: readonly RtpSender[];
  readonly stop: () => void;
}

/** What a browser does in a room, with real ICE, DTLS and SRTP: publishes sound and picture, takes what it is offered, builds anew when told to. */
export class MediaPage {
  readonly page: Page;
  readonly sent = new Map<TrackSource, Sent>();
  readonly received = new Map<SubscriptionId, { readonly offer: Offer; readonly reception: Reception }>();
  snapshot: RoomSnapshot;
  /** How often the room was rebuilt and everything was published again. */
  rebuilds = 0;
  #setup: MediaSetup;
  #sendLink: MediaLink;
  #recvLink: MediaLink;
  #work: Promise<unknown> = Promise.resolve();
  readonly #sources: TrackSource[];
  #mid = 0;

  static async enter(door: Door, room: RoomId, wish: EntryWish & { sources?: TrackSource[] } = {}) {
    const entered = await enterRoom(door, room, wish);
    const media = new MediaPage(entered.page, entered.snapshot, wish.sources ?? ['microphone', 'camera']);
    await media.#begin();
    return Object.assign(media, { participantId: entered.participantId, identity: entered.identity });
  }

  private constructor(page: Page, snapshot: RoomSnapshot, sources: TrackSource[]) {
    this.page = page;
    this.snapshot = snapshot;
    this.#sources = sources;
    this.#setup = snapshot.media;
    this.#sendLink = this.#link('send');
    this.#recvLink = this.#link('recv');
    page.socket.on('subscription.offered', (offer: Offer) => this.#then(() => this.#take(offer)));
    page.socket.on('room.rebuilt', (setup: MediaSetup) => this.#then(() => this.#rebuild(setup)));
  }

  get participant() {
    return this.snapshot.participantId;
  }

  /** Packets that came of a source of somebody. */
  packetsFrom(participantId: string, source: TrackSource): number {
    return [...this.received.values()]
      .filter(({ offer }) => offer.participantId === participantId && offer.source === source)
      .reduce((sum, { reception }) => sum + reception.packetCount, 0);
  }

  /** @param layerBytes bytes of a frame in each simulcast layer, lowest first; one member for a single stream */
  async publish(source: TrackSource, layerBytes: readonly number[] = [2_000]): Promise<TrackId> {
    const mimeType = source === 'microphone' ? 'audio/opus' : 'video/H264';
    const kind = source === 'microphone' ? 'audio' : 'video';
    const layers = layerBytes.map((frameBytes) => this.#makeSender(mimeType, frameBytes));
    await this.#sendLink.negotiate();
    const [{ rtpParameters }] = layers as [(typeof layers)[number]];
    const { trackId } = await this.page.request('track.publish', {
      source,
      kind,
      generation: this.#setup.generation,
      paused: false,
      settings: kind === 'audio' ? {} : { widthPx: 1280, heightPx: 720 },
      rtpParameters: { ...rtpParameters, encodings: layers.flatMap((layer) => layer.rtpParameters.encodings ?? []) },
    });
    const senders = layers.map((layer) => layer.sender);
    const stops = senders.map((sender) => pacer.add((elapsedMs) => sender.advance(elapsedMs)));
    this.sent.set(source, { source, trackId, senders, stop: () => stops.forEach((stop) => stop()) });
    return trackId;
  }

  #makeSender(mimeType: LoadCodec, frameBytes: number) {
    const ssrc = nextSsrc++;
    const described = describeSendStream(this.#setup.routerRtpCapabilities, mimeType, {
      mid: String(this.#mid++),
      ssrc,
      cname: this.participant,
    });
    let keyframeAtMs = -Infinity;
    const wire = this.#sendLink.addSender(described.section, (rtcp) => {
      if (!asksForKeyFrame(rtcp) || performance.now() - keyframeAtMs < KEYFRAMES_APART_MS) return;
      keyframeAtMs = performance.now();
      sender.requestKeyFrame();
    });
    const random = new SeededRandom(ssrc);
    const sender = new RtpSender({
      ssrc,
      payloadType: described.section.payloadType,
      clockRate: described.clockRate,
      cname: this.participant,
      source: mimeType === 'audio/opus' ? new OpusFrames(random) : new H264Frames(random, { frameBytes, keyFrameInterval: Infinity }),
      framesPerSecond: mimeType === 'audio/opus' ? 50 : 15,
      write: (packet) => wire.isOpen() && wire.sendMessageBinary(packet),
      ...(described.audioLevelExtensionId === undefined ? {} : { audioLevel: { extensionId: described.audioLevelExtensionId, dBov: -20 } }),
    });
    return { sender, rtpParameters: described.rtpParameters };
  }

  async mute(source: TrackSource, muted: boolean): Promise<void> {
    const sent = this.sent.get(source);
    if (!sent) throw new Error(`Nothing is published from the ${source}`);
    for (const sender of sent.senders) sender.paused = muted;
    await this.page.request(muted ? 'track.pause' : 'track.resume', { trackId: sent.trackId });
  }

  /** The line goes dead without anybody saying so. */
  stopSending(): void {
    for (const { stop } of this.sent.values()) stop();
  }

  close(): void {
    this.stopSending();
    this.#sendLink.close();
    this.#recvLink.close();
    this.page.close();
  }

  async #begin(): Promise<void> {
    for (const source of this.#sources) await this.publish(source);
    await this.page.request('peer.ready', {
      rtpCapabilities: receiveCapabilities(this.#setup.routerRtpCapabilities),
      generation: this.#setup.generation,
    });
  }

  async #take(offer: Offer): Promise<void> {
    if (offer.generation !== this.#setup.generation || this.received.has(offer.subscriptionId)) return;
    const reception = new Reception();
    this.received.set(offer.subscriptionId, { offer, reception });
    this.#recvLink.addReceiver(describeReceiveStream(offer.kind, offer.rtpParameters, String(this.#mid++)), (packet) =>
      reception.onPacket(packet),
    );
    await this.#recvLink.negotiate();
    await this.page.request('subscription.resume', { subscriptionId: offer.subscriptionId });
  }

  async #rebuild(setup: MediaSetup): Promise<void> {
    this.stopSending();
    this.#sendLink.close();
    this.#recvLink.close();
    this.sent.clear();
    this.#setup = setup;
    this.#sendLink = this.#link('send');
    this.#recvLink = this.#link('recv');
    await this.#begin();
    this.rebuilds += 1;
  }

  #link(direction: 'send' | 'recv'): MediaLink {
    const { generation } = this.#setup;
    return new MediaLink({
      name: `${this.participant}-${direction}-${generation}`,
      transport: this.#setup[direction],
      connect: async (dtlsParameters) => void (await this.page.request('transport.connect', { direction, generation, dtlsParameters })),
    });
  }

  /** One thing after the other, as a browser's own queue does it. */
  #then(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch((error: unknown) => {
      if (!this.page.disconnected) throw error;
    });
  }
}
