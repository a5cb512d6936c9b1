import type { DtlsParameters, TransportParameters } from '@guichet/protocol';
import { Audio, type MediaHandler, PeerConnection, RtcpNackResponder, RtcpReceivingSession, type Track, Video } from 'node-datachannel';
import { buildServerAnswer, type CandidateOverride, type MediaSection, readFingerprint } from './sdp.ts';

export interface MediaLinkOptions {
  readonly name: string;
  /** The server's end. */
  readonly transport: TransportParameters;
  /** Tells the server this end's certificate, before the first packet is sent. */
  readonly connect: (dtlsParameters: DtlsParameters) => Promise<void>;
  readonly candidateOverride?: CandidateOverride;
  /** The local address to send from. */
  readonly bindAddress?: string;
  /** It was up and is not any more: a link that was given up, or whose other end does not answer. Not called after `close()`. */
  readonly onLost?: () => void;
}

const resendablePackets = 512;

/**
 * One real WebRTC transport to a mediasoup server: ICE, DTLS and SRTP by libdatachannel, the RTP inside by
 * the caller. This end always offers, so sections can be added at any time by `negotiate()`.
 *
 * libdatachannel's threads keep the process alive: a script that made links ends with process.exit().
 */
export class MediaLink {
  readonly #options: MediaLinkOptions;
  readonly #connection: PeerConnection;
  readonly #sections: MediaSection[] = [];
  readonly #connected: Promise<void>;
  /** Native tracks and their handlers end when their JavaScript halves are collected, so both are held here. */
  readonly #tracks: Track[] = [];
  readonly #handlers: MediaHandler[] = [];
  #told = false;
  #up = false;
  #closed = false;

  constructor(options: MediaLinkOptions) {
    this.#options = options;
    this.#connection = new PeerConnection(options.name, {
      iceServers: [],
      bindAddress: options.bindAddress ?? '127.0.0.1',
      disableAutoNegotiation: true,
      enableIceTcp: false,
    });
    this.#connected = new Promise((resolve, reject) => {
      this.#connection.onStateChange((state) => {
        if (state === 'connected') {
          this.#up = true;
          resolve();
        }
        if (state === 'failed' || state === 'closed') reject(new Error(`The link of ${options.name} ${state}`));
        if (this.#up && state !== 'connected' && !this.#closed) {
          this.#up = false;
          options.onLost?.();
        }
      });
    });
    // Whoever waits in connected() hears of it; a link that nobody waits for must not end the process.
    this.#connected.catch(() => {});
  }

  /** Adds a stream to send; call `negotiate()` after. */
  addSender(section: MediaSection, onFeedback?: (rtcp: Buffer) => void): Track {
    const track = this.#addTrack(section);
    this.#setHandler(track, new RtcpNackResponder(resendablePackets));
    if (onFeedback) track.onMessage(onFeedback);
    return track;
  }

  /** Adds a stream to receive; `onPacket` gets what arrives, decrypted, RTCP too. Call `negotiate()` after. */
  addReceiver(section: MediaSection, onPacket?: (packet: Buffer) => void): Track {
    const track = this.#addTrack(section);
    this.#setHandler(track, new RtcpReceivingSession());
    if (onPacket) track.onMessage(onPacket);
    return track;
  }

  /** Makes both ends' descriptions fit the sections added so far. */
  async negotiate(): Promise<void> {
    // libdatachannel ends the whole process when it is to offer nothing.
    if (this.#sections.length === 0) throw new Error(`The link of ${this.#options.name} has no stream`);
    const offer = await this.#makeOffer();
    if (!this.#told) {
      this.#told = true;
      await this.#options.connect({ role: 'client', fingerprints: [readFingerprint(offer)] });
    }
    if (this.#closed) return;
    const answer = buildServerAnswer(this.#options.transport, this.#sections, this.#options.candidateOverride);
    this.#connection.setRemoteDescription(answer, 'answer');
  }

  /** Resolves when ICE and DTLS are done. */
  async connected(deadlineMs = 10_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`The link of ${this.#options.name} was not up in time`)), deadlineMs);
    });
    try {
      await Promise.race([this.#connected, overdue]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const track of this.#tracks) track.close();
    // libdatachannel's own cleanup() is not called anywhere: it crashes over tracks that are already closed.
    this.#connection.close();
  }

  #addTrack(section: MediaSection): Track {
    const direction = section.direction === 'send' ? 'SendOnly' : 'RecvOnly';
    this.#sections.push(section);
    return this.#connection.addTrack(describeMedia(section, direction));
  }

  #setHandler(track: Track, handler: MediaHandler): void {
    track.setMediaHandler(handler);
    this.#tracks.push(track);
    this.#handlers.push(handler);
  }

  async #makeOffer(): Promise<string> {
    return new Promise((resolve) => {
      this.#connection.onLocalDescription((sdp) => resolve(sdp));
      this.#connection.setLocalDescription('offer');
    });
  }
}

function describeMedia(section: MediaSection, direction: 'SendOnly' | 'RecvOnly'): Audio | Video {
  const codec = section.encodingName.split('/')[0] ?? '';
  // The native binding tells a missing argument from an undefined one.
  const format = section.formatParameters === undefined ? [] : ([section.formatParameters] as const);
  const media = section.kind === 'audio' ? new Audio(section.mid, direction) : new Video(section.mid, direction);
  if (media instanceof Audio) media.addAudioCodec(section.payloadType, codec, ...format);
  else media.addVideoCodec(section.payloadType, codec, ...format);
  if (section.direction === 'send') media.addSSRC(section.ssrc, section.cname);
  return media;
}
