import {
  AppError,
  type LeaveReason,
  type MediaSetup,
  peerNotifications,
  type PeerRequests,
  peerRequests,
  requester,
  type RoomPass,
  type TrackSource,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';
import { MediaLink } from './media-link.ts';
import type { PageIdentity } from './page-identity.ts';
import { RtpForwarder } from './rtp-forwarder.ts';
import { describeSendStream, type LoadCodec } from './stream-parameters.ts';

export interface PublishedStream {
  readonly source: TrackSource;
  readonly codec: LoadCodec;
  readonly ssrc: number;
  /** dBov of the packets as they are sent, for audio: what the node's speaker detection goes by. */
  readonly audioLevelDbov?: () => number;
}

export interface PublishingPeerOptions {
  readonly pass: Pick<RoomPass, 'signallingUrl' | 'token' | 'participantId'>;
  /** The key that the token is bound to. */
  readonly identity: PageIdentity;
  readonly streams: readonly PublishedStream[];
  /** The local address media is sent from; by default the loopback. */
  readonly bindAddress?: string;
  /** Takes a certificate of nobody's store: for tests. */
  readonly trustAnyCertificate?: boolean;
  /** It is out of the room for good and has let go of everything. */
  readonly onEnded: (why: LeaveReason | 'lost') => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;
const CONNECT_WITHIN_MS = 5_000;
/** As long as a node keeps the place of somebody whose socket is gone. */
const GIVE_UP_AFTER_MS = 60_000;

/**
 * A participant without a browser that only sends: joins with a room pass, publishes streams whose packets are handed to it, comes back on
 * a new socket when it lost its own, and publishes anew when its room was rebuilt.
 */
export class PublishingPeer {
  readonly #options: PublishingPeerOptions;
  readonly #forwarders = new Map<TrackSource, RtpForwarder>();
  #socket: Socket;
  #request: ReturnType<typeof requester<PeerRequests>>;
  #setup: MediaSetup | null = null;
  #link: MediaLink | null = null;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  /** Resolves when it is published and its link is up; rejects with an AppError when the node refuses it. */
  static async join(options: PublishingPeerOptions): Promise<PublishingPeer> {
    const peer = new PublishingPeer(options);
    try {
      const { nonce } = await peer.#request('peer.challenge', {});
      const proof = await options.identity.prove('join', nonce);
      const { media } = await peer.#request('peer.join', { token: options.pass.token, proof });
      await peer.#publish(media);
      return peer;
    } catch (error) {
      peer.close();
      throw error;
    }
  }

  private constructor(options: PublishingPeerOptions) {
    this.#options = options;
    this.#socket = this.#open();
    this.#request = requesterOf(this.#socket);
  }

  /** Sends one RTP packet of an encoder; dropped while there is no link, as a picture that nobody could see. */
  send(source: TrackSource, packet: Buffer, capturedAtMs: number): void {
    this.#forwarders.get(source)?.forward(packet, capturedAtMs);
  }

  /** Leaves as a person does. */
  async leave(): Promise<void> {
    await this.#request('peer.leave', {}).catch(() => undefined);
    this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropMedia();
    this.#socket.disconnect();
  }

  async #publish(setup: MediaSetup): Promise<void> {
    this.#dropMedia();
    this.#setup = setup;
    const { pass, streams, bindAddress } = this.#options;
    const { generation } = setup;
    const link = new MediaLink({
      name: `${pass.participantId}-${generation}`,
      transport: setup.send,
      connect: async (dtlsParameters) => {
        await this.#request('transport.connect', { direction: 'send', generation, dtlsParameters });
      },
      ...(bindAddress === undefined ? {} : { bindAddress }),
    });
    this.#link = link;
    const prepared = streams.map((stream, index) => this.#prepare(stream, index, setup, link));
    await link.negotiate();
    for (const { stream, section, rtpParameters, forwarder } of prepared) {
      const track = { source: stream.source, kind: section.kind, generation, rtpParameters, paused: false, settings: {} };
      await this.#request('track.publish', track);
      this.#forwarders.set(stream.source, forwarder);
    }
    await link.connected();
  }

  #prepare(stream: PublishedStream, index: number, setup: MediaSetup, link: MediaLink) {
    const cname = this.#options.pass.participantId;
    const described = describeSendStream(setup.routerRtpCapabilities, stream.codec, { mid: String(index), ssrc: stream.ssrc, cname });
    const track = link.addSender(described.section);
    const { audioLevelExtensionId: extensionId, clockRate, section, rtpParameters } = described;
    const dBov = stream.audioLevelDbov;
    const forwarder = new RtpForwarder({
      ssrc: stream.ssrc,
      payloadType: section.payloadType,
      clockRate,
      cname,
      write: (packet) => track.isOpen() && track.sendMessageBinary(packet),
      ...(dBov === undefined || extensionId === undefined ? {} : { audioLevel: { extensionId, dBov } }),
    });
    return { stream, section, rtpParameters, forwarder };
  }

  #open(): Socket {
    const { protocol, host, pathname } = new URL(this.#options.pass.signallingUrl);
    const socket = io(`${protocol}//${host}`, {
      path: `${pathname.replace(/\/+$/, '')}/socket.io/`,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_WITHIN_MS,
      ...(this.#options.trustAnyCertificate === true ? { rejectUnauthorized: false } : {}),
    });
    socket.on('room.rebuilt', (message: unknown) => {
      const setup = peerNotifications['room.rebuilt'].safeParse(message);
      if (setup.success) void this.#inTurn(() => this.#publish(setup.data));
    });
    socket.on('peer.ended', (message: unknown) => {
      const ended = peerNotifications['peer.ended'].safeParse(message);
      this.#end(ended.success ? ended.data.reason : 'lost');
    });
    socket.on('disconnect', () => {
      if (socket === this.#socket && this.#setup !== null) void this.#inTurn(() => this.#comeBack());
    });
    return socket;
  }

  /** Media goes on meanwhile: the node keeps the place of somebody whose socket is gone. */
  async #comeBack(): Promise<void> {
    const giveUpAtMs = performance.now() + GIVE_UP_AFTER_MS;
    for (let attempt = 0; !this.#closed; attempt++) {
      try {
        return await this.#resume();
      } catch (error) {
        if (!AppError.from(error).entry.retryable && AppError.from(error).code !== 'internal') return this.#end('lost');
        if (performance.now() >= giveUpAtMs) return this.#end('lost');
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)));
    }
  }

  async #resume(): Promise<void> {
    this.#socket.removeAllListeners().disconnect();
    this.#socket = this.#open();
    this.#request = requesterOf(this.#socket);
    const { nonce } = await this.#request('peer.challenge', {});
    const proof = await this.#options.identity.prove('resume', nonce);
    const generation = this.#setup?.generation ?? 0;
    const { participantId } = this.#options.pass;
    const { media } = await this.#request('peer.resume', { participantId, generation, proof });
    if (media.generation !== generation) await this.#publish(media);
  }

  /** One step after the other; a step that fails for good ends the peer, as it would send into nothing. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return;
      await step().catch(() => {
        // While the socket is gone the way back is tried next, and that publishes what is missing.
        if (this.#socket.connected) this.#end('lost');
      });
    });
    return this.#work;
  }

  #end(why: LeaveReason | 'lost'): void {
    if (this.#closed) return;
    this.close();
    this.#options.onEnded(why);
  }

  #dropMedia(): void {
    this.#forwarders.clear();
    this.#link?.close();
    this.#link = null;
  }
}

const requesterOf = (socket: Socket): ReturnType<typeof requester<PeerRequests>> =>
  requester(peerRequests, (name, payload, acknowledge) => socket.emit(name, payload, acknowledge));
