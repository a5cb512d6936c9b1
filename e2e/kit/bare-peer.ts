import type { DtlsParameters, RtpParameters, TransportParameters } from '@guichet/protocol';
import {
  asksForKeyFrame,
  type CandidateOverride,
  describeReceiveStream,
  describeSendStream,
  type LoadCodec,
  MediaLink,
  receiveCapabilities,
} from '@guichet/rtc-peer';
import type { types } from 'mediasoup';
import type { BareSfu } from './bare-sfu.ts';
import type { Pacer } from './pacer.ts';
import type { FrameSource } from './rtp/frame-source.ts';
import { Reception } from './rtp/reception.ts';
import { RtpSender } from './rtp/rtp-sender.ts';

export interface BareStream {
  readonly codec: LoadCodec;
  readonly source: FrameSource;
  readonly framesPerSecond: number;
}

export interface BarePeerOptions {
  readonly sfu: BareSfu;
  readonly name: string;
  /** Unique among all peers; stream n gets `firstSsrc + n`. */
  readonly firstSsrc: number;
  /** One transport to send and another to receive, as a browser with mediasoup's own client has. Default one for both. */
  readonly apart?: boolean;
  readonly candidateOverride?: CandidateOverride;
  /** What the server is told of this peer's certificate in place of the truth. */
  readonly claimCertificate?: (truth: DtlsParameters) => DtlsParameters;
}

/** A peer of a `BareSfu`, whose streams are known before it connects. */
export class BarePeer {
  readonly name: string;
  readonly senders: RtpSender[] = [];
  readonly receptions: Reception[] = [];
  /** What it sends by, and receives by too unless it does so apart. */
  readonly transport: TransportParameters;
  readonly link: MediaLink;
  readonly producers: types.Producer[] = [];
  readonly #receiving: { readonly transport: TransportParameters; readonly link: MediaLink };
  readonly #options: BarePeerOptions;
  readonly #stops: (() => void)[] = [];
  #sectionCount = 0;

  static async create(options: BarePeerOptions): Promise<BarePeer> {
    const { sfu, apart = false } = options;
    return new BarePeer(options, await sfu.createTransport(), apart ? await sfu.createTransport() : null);
  }

  private constructor(options: BarePeerOptions, transport: TransportParameters, receiving: TransportParameters | null) {
    this.#options = options;
    this.name = options.name;
    this.transport = transport;
    this.link = makeLink(options, transport);
    this.#receiving = receiving ? { transport: receiving, link: makeLink(options, receiving) } : { transport, link: this.link };
  }

  /** Publishes a stream; it flows from `start()` on. */
  async publish(stream: BareStream): Promise<void> {
    const { sfu, firstSsrc, name } = this.#options;
    const described = describeSendStream(sfu.rtpCapabilities, stream.codec, {
      mid: String(this.#sectionCount++),
      ssrc: firstSsrc + this.senders.length,
      cname: name,
    });
    const track = this.link.addSender(described.section, (rtcp) => {
      if (asksForKeyFrame(rtcp)) sender.requestKeyFrame();
    });
    const sender = new RtpSender({
      ssrc: described.section.ssrc,
      payloadType: described.section.payloadType,
      clockRate: described.clockRate,
      cname: name,
      source: stream.source,
      framesPerSecond: stream.framesPerSecond,
      write: (packet) => track.isOpen() && track.sendMessageBinary(packet),
    });
    this.senders.push(sender);
    this.producers.push(await sfu.produce(this.transport.id, described.section.kind, described.rtpParameters));
  }

  /** Receives and counts everything another peer publishes. */
  async subscribe(other: BarePeer): Promise<void> {
    const { sfu } = this.#options;
    for (const { id } of other.producers) {
      const consumer = await sfu.consume(this.#receiving.transport.id, id, receiveCapabilities(sfu.rtpCapabilities));
      const rtpParameters = consumer.rtpParameters as unknown as RtpParameters;
      const reception = new Reception();
      this.receptions.push(reception);
      const section = describeReceiveStream(consumer.kind, rtpParameters, String(this.#sectionCount++));
      this.#receiving.link.addReceiver(section, (packet) => reception.onPacket(packet));
    }
  }

  /** ICE and DTLS to the end. */
  async connect(deadlineMs?: number): Promise<void> {
    await Promise.all(
      [...this.#links].map(async (link) => {
        await link.negotiate();
        await link.connected(deadlineMs);
      }),
    );
  }

  start(pacer: Pacer): void {
    for (const sender of this.senders) this.#stops.push(pacer.add((elapsedMs) => sender.advance(elapsedMs)));
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    for (const link of this.#links) link.close();
    for (const { id } of [this.transport, this.#receiving.transport]) this.#options.sfu.closeTransport(id);
  }

  get #links(): Set<MediaLink> {
    return new Set([this.link, this.#receiving.link]);
  }
}

function makeLink({ sfu, name, claimCertificate, candidateOverride }: BarePeerOptions, transport: TransportParameters): MediaLink {
  return new MediaLink({
    name,
    transport,
    connect: async (truth) => sfu.connectTransport(transport.id, claimCertificate?.(truth) ?? truth),
    ...(candidateOverride ? { candidateOverride } : {}),
  });
}
