import type { DtlsParameters, RtpCapabilities, RtpParameters, TransportParameters } from '@guichet/protocol';
import { createWorker, type types } from 'mediasoup';

export interface BareSfuOptions {
  readonly workerBinary: string;
  /** Loopback unless a test reaches it from a network namespace. */
  readonly listenAddress?: string;
  readonly announcedAddress?: string;
  readonly socketBufferBytes?: number;
}

/** mediasoup's types are the protocol's shapes, but not written for exactOptionalPropertyTypes. */
const asProtocol = <T>(value: unknown): T => value as T;

/**
 * mediasoup with nothing around it: one worker, one port, one router. Tests of the kit and of the worker itself
 * run against it, and it is what the whole system is compared with in the benchmarks.
 */
export class BareSfu {
  readonly worker: types.Worker;
  readonly router: types.Router;
  readonly port: number;
  /** Why the worker died, if it did. */
  death: Error | undefined;
  readonly #server: types.WebRtcServer;
  readonly #transports = new Map<string, types.WebRtcTransport>();

  static async start(options: BareSfuOptions): Promise<BareSfu> {
    const worker = await createWorker({ workerBin: options.workerBinary, logLevel: 'none' });
    const server = await worker.createWebRtcServer({
      listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({
        protocol,
        ip: options.listenAddress ?? '127.0.0.1',
        ...(options.announcedAddress ? { announcedAddress: options.announcedAddress } : {}),
        sendBufferSize: options.socketBufferBytes ?? 4_000_000,
        recvBufferSize: options.socketBufferBytes ?? 4_000_000,
      })),
    });
    const router = await worker.createRouter({
      mediaCodecs: [
        {
          kind: 'audio',
          mimeType: 'audio/opus',
          clockRate: 48_000,
          channels: 2,
          // The number Chromium uses: what a bare connection offers is then what it gets.
          preferredPayloadType: 111,
          rtcpFeedback: [{ type: 'nack' }],
        },
        {
          kind: 'video',
          mimeType: 'video/H264',
          clockRate: 90_000,
          parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
        },
        { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
      ],
    });
    const dump = await server.dump();
    const port = dump.udpSockets[0]?.port;
    if (port === undefined) throw new Error('The WebRTC server listens on no UDP port');
    return new BareSfu(worker, server, router, port);
  }

  private constructor(worker: types.Worker, server: types.WebRtcServer, router: types.Router, port: number) {
    this.worker = worker;
    this.#server = server;
    this.router = router;
    this.port = port;
    worker.on('died', (error) => {
      this.death = error;
    });
  }

  get rtpCapabilities(): RtpCapabilities {
    return asProtocol(this.router.rtpCapabilities);
  }

  async createTransport(): Promise<TransportParameters> {
    const transport = await this.router.createWebRtcTransport({ webRtcServer: this.#server, enableUdp: true, enableTcp: true });
    this.#transports.set(transport.id, transport);
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return asProtocol({ id, iceParameters, iceCandidates, dtlsParameters });
  }

  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    await this.transport(transportId).connect({ dtlsParameters: asProtocol(dtlsParameters) });
  }

  async produce(transportId: string, kind: 'audio' | 'video', rtpParameters: RtpParameters): Promise<types.Producer> {
    return this.transport(transportId).produce({ kind, rtpParameters: asProtocol(rtpParameters) });
  }

  async consume(transportId: string, producerId: string, rtpCapabilities: RtpCapabilities): Promise<types.Consumer> {
    return this.transport(transportId).consume({ producerId, rtpCapabilities: asProtocol(rtpCapabilities) });
  }

  transport(transportId: string): types.WebRtcTransport {
    const transport = this.#transports.get(transportId);
    if (!transport) throw new Error('There is no such transport');
    return transport;
  }

  closeTransport(transportId: string): void {
    this.#transports.get(transportId)?.close();
    this.#transports.delete(transportId);
  }

  close(): void {
    this.worker.close();
  }
}
