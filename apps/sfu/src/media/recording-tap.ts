import { EventEmitter } from 'node:events';
import type { RecordedLayer } from '@guichet/protocol';
import type { types } from 'mediasoup';
import { recorderCapabilities } from './codecs.ts';
import { nudgeLayer, SILENT_LAYER_FOR_MS } from './nudge-layer.ts';
import type { RecorderEntrance } from './recorder.ts';
import { everyTogether } from './shared-ticker.ts';

const LOOPBACK = '127.0.0.1';
/** A keyframe of 720p is some 80 packets at once, for every camera on the worker. */
const SEND_BUFFER_BYTES = 4_000_000;
/** How often the state of a picture is looked at: a keyframe that is missing is asked for again, a better layer is tried. */
const TICK_MS = 1_000;
/** How far apart keyframes may be: how finely a replay seeks and how much a hole takes with it, against the bits they cost. */
const KEYFRAME_EVERY_MS = 5_000;
/** Browsers report of each layer once a second, the first time within one; a layer that stopped before is not reported of. */
const UNREPORTED_FOR_MS = 1_500;

/** Sends a room's recorded tracks to the recording service: RTP and RTCP together (RFC 5761), all through one ring, or over one socket. */
export class RecordingTap {
  readonly entrance: RecorderEntrance;
  readonly router: types.Router;
  readonly #transport: types.PlainTransport;

  /** @param portRange local ports to send from, none of which is a worker's media port */
  static async create(router: types.Router, entrance: RecorderEntrance, portRange: types.TransportPortRange): Promise<RecordingTap> {
    const { rtpPort, ring } = entrance;
    const transport = await router.createPlainTransport({
      listenInfo: {
        protocol: 'udp',
        ip: LOOPBACK,
        // A worker of our own build writes to the ring that is announced (patch 3 in `apps/sfu/native`), if it can open it. To another one it is a name that
        // nobody resolves, and it sends to the port.
        ...(ring ? { announcedAddress: `${ring.path}#${ring.id}` } : {}),
        portRange,
        sendBufferSize: SEND_BUFFER_BYTES,
      },
      rtcpMux: true,
      comedia: false,
    });
    try {
      await transport.connect({ ip: LOOPBACK, port: rtpPort });
      return new RecordingTap(router, entrance, transport);
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  private constructor(router: types.Router, entrance: RecorderEntrance, transport: types.PlainTransport) {
    this.router = router;
    this.entrance = entrance;
    this.#transport = transport;
  }

  get closed(): boolean {
    return this.#transport.closed;
  }

  /** Whether it still leads to where the service takes packets: a ring stays the same while another path leads to it. */
  leadsTo({ rtpPort, ring }: RecorderEntrance): boolean {
    return this.entrance.rtpPort === rtpPort && this.entrance.ring?.id === ring?.id;
  }

  /** @param layer that is to be forwarded first where the producer has it; without one the best there is */
  async consume(producer: types.Producer, layer?: types.ConsumerLayers): Promise<TappedTrack> {
    const consumer = await this.#transport.consume({
      producerId: producer.id,
      rtpCapabilities: recorderCapabilities(this.router.rtpCapabilities),
      paused: true,
      ...(layer ? { preferredLayers: layer } : {}),
      enableRtx: false,
    });
    if (consumer.kind === 'video') await consumer.enableTraceEvent(['keyframe']);
    return new TappedTrack(consumer, Math.max(0, (producer.rtpParameters.encodings?.length ?? 1) - 1));
  }

  close(): void {
    this.#transport.close();
  }
}

/** One track on its way to the recording service, with enough keyframes to be played from anywhere. */
export class TappedTrack extends EventEmitter<{ layer: [] }> {
  readonly #consumer: types.Consumer;
  readonly #topLayer: number;
  #stopTicking: (() => void) | null = null;
  #keyframeAtMs: number | null = null;
  #firstKeyframeAtMs: number | null = null;
  /** Taken because nothing came of the one above. */
  #fallback: { readonly layer: number; readonly atMs: number } | null = null;

  /** @param topLayer of the producer's simulcast layers, counted from 0 */
  constructor(consumer: types.Consumer, topLayer: number) {
    super();
    this.#consumer = consumer;
    this.#topLayer = topLayer;
    consumer.on('trace', (trace) => {
      if (trace.type !== 'keyframe') return;
      this.#keyframeAtMs = performance.now();
      this.#firstKeyframeAtMs ??= this.#keyframeAtMs;
    });
    consumer.on('layerschange', () => this.emit('layer'));
    consumer.observer.once('close', () => this.#stop());
  }

  get closed(): boolean {
    return this.#consumer.closed;
  }

  get producerId(): string {
    return this.#consumer.producerId;
  }

  get ssrc(): number {
    return this.#consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0;
  }

  get codec(): types.RtpCodecParameters {
    const [codec] = this.#consumer.rtpParameters.codecs;
    if (!codec) throw new Error('mediasoup made a consumer without a codec');
    return codec;
  }

  /** The simulcast layer that is forwarded at present; null for a track that has none, or before its first packet. */
  get layer(): RecordedLayer | null {
    const layers = this.#consumer.type === 'simple' ? undefined : this.#consumer.currentLayers;
    return layers ? { spatial: layers.spatialLayer, temporal: layers.temporalLayer ?? null } : null;
  }

  /** Whether the worker may not know the layers' clocks yet, without which it can't go from one to another: only a consumer that has none yet can begin with any. */
  get tooYoungToSwitch(): boolean {
    return this.#firstKeyframeAtMs === null || performance.now() - this.#firstKeyframeAtMs < UNREPORTED_FOR_MS;
  }

  /** Begins, or begins again after packets were lost. */
  async start(): Promise<void> {
    const before = !this.#consumer.paused;
    await this.#consumer.resume();
    // The first time the worker asks for one by itself, should it need one.
    if (before) this.askForKeyframe();
    if (this.#consumer.kind !== 'video' || this.#consumer.closed) return;
    this.#stopTicking ??= everyTogether(TICK_MS, () => this.#tick());
  }

  /** Asks for a keyframe now: after packets were lost, what follows can't be decoded without one. */
  askForKeyframe(): void {
    this.#keyframeAtMs = null;
    this.#keepKeyframes();
  }

  /**
   * Nothing comes of the layer that is recorded. A sender short of bandwidth stops its top layer from one frame to the next, and the worker takes a
   * second and a half to believe it: the layer below is taken at once, and the top one tried again when the worker knows better.
   *
   * @returns the layer that was left; null when there is none below
   */
  takeLowerLayer(): number | null {
    const current = this.#consumer.type === 'simple' ? undefined : this.#consumer.currentLayers?.spatialLayer;
    if (current === undefined || this.#consumer.closed || this.#consumer.producerPaused) return null;
    // Still nothing of the layer that was taken last: further down.
    const silent = Math.min(current, this.#fallback?.layer ?? current);
    if (silent === 0) return null;
    this.#fallback = { layer: silent - 1, atMs: performance.now() };
    // Fails only when the worker has just gone, which the room hears of by itself.
    this.#consumer.setPreferredLayers({ spatialLayer: silent - 1 }).catch(() => undefined);
    return silent;
  }

  close(): void {
    this.#stop();
    this.#consumer.close();
  }

  #tick(): void {
    this.#keepKeyframes();
    if (this.#consumer.type === 'simple') return;
    if (this.#fallback && performance.now() - this.#fallback.atMs > SILENT_LAYER_FOR_MS) this.#fallback = null;
    // There is no bandwidth to save on the loopback: the top layer is recorded as soon as it can be. One that is silent the worker may not have left yet.
    void nudgeLayer(this.#consumer, this.#fallback?.layer ?? this.#topLayer);
  }

  #keepKeyframes(): void {
    const { kind, closed, producerPaused } = this.#consumer;
    if (kind !== 'video' || closed || producerPaused) return;
    if (this.#keyframeAtMs !== null && performance.now() - this.#keyframeAtMs < KEYFRAME_EVERY_MS) return;
    // Fails only when the worker has just gone, which the room hears of by itself.
    this.#consumer.requestKeyFrame().catch(() => undefined);
  }

  #stop(): void {
    this.#stopTicking?.();
    this.#stopTicking = null;
  }
}
