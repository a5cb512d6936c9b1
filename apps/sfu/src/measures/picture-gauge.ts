import type { RecordedCodec, TimedPictureMeasure } from '@guichet/protocol';
import { LivePictures, type LivePicture } from '@guichet/recording/live';
import { type GrayPicture, grayOf, measurePicture } from '@guichet/recording/measures';
import type { types } from 'mediasoup';
import { recorderCapabilities } from '../media/codecs.ts';
import { FIRST_LAYERS } from '../media/nudge-layer.ts';

/** Pictures are measured this far apart. A camera that goes dark is known by the third of them. */
const PICTURE_EVERY_MS = 500;
/** Enough to tell black from dark and a face from none, and the lowest layer of a camera as it is. */
const PICTURE_HEIGHT_PX = 180;

const CODECS: Readonly<Record<string, RecordedCodec>> = { 'video/vp8': 'video/VP8', 'video/h264': 'video/H264' };

/**
 * Measures the pictures of one camera. It takes the lowest of its layers (180 lines of simulcast) by a consumer of its own, of which nothing is written: what is
 * recorded is never another layer because of it.
 */
export class PictureGauge {
  readonly #consumer: types.Consumer;
  readonly #pictures: LivePictures;
  readonly #onMeasure: (measure: TimedPictureMeasure) => void;
  #latest: LivePicture | null = null;
  #before: GrayPicture | null = null;
  #closed = false;

  /** @param transport a direct one of the router that the producer is on */
  static async open(
    transport: types.DirectTransport,
    capabilities: types.RtpCapabilities,
    producer: types.Producer,
    onMeasure: (measure: TimedPictureMeasure) => void,
  ): Promise<PictureGauge | null> {
    const codec = CODECS[producer.rtpParameters.codecs[0]?.mimeType.toLowerCase() ?? ''];
    if (codec === undefined) return null;
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: recorderCapabilities(capabilities),
      paused: true,
      preferredLayers: { ...FIRST_LAYERS, temporalLayer: 0 },
      enableRtx: false,
    });
    const gauge = new PictureGauge(consumer, codec, onMeasure);
    await consumer.resume();
    return gauge;
  }

  private constructor(consumer: types.Consumer, codec: RecordedCodec, onMeasure: (measure: TimedPictureMeasure) => void) {
    this.#consumer = consumer;
    this.#onMeasure = onMeasure;
    this.#pictures = new LivePictures({
      codec,
      everyMs: PICTURE_EVERY_MS,
      heightPx: PICTURE_HEIGHT_PX,
      onPicture: (picture) => this.#take(picture),
      onExit: () => this.close(),
    });
    consumer.on('rtp', (packet) => this.#pictures.packet(packet));
    consumer.observer.once('close', () => this.close());
  }

  get producerId(): string {
    return this.#consumer.producerId;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get latest(): LivePicture | null {
    return this.#latest;
  }

  /** A request that was lost, or a layer that began late: without a keyframe there is nothing to measure. */
  askForKeyframe(): void {
    if (this.#closed || !this.#pictures.waitsForKeyframe || this.#consumer.producerPaused) return;
    // Fails only when the worker has just gone, which the room hears of by itself.
    this.#consumer.requestKeyFrame().catch(() => undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#consumer.close();
    this.#pictures.close();
  }

  #take(picture: LivePicture): void {
    if (this.#closed) return;
    const gray = grayOf(picture);
    const measure = measurePicture(gray, this.#before);
    this.#before = gray;
    this.#latest = picture;
    this.#onMeasure({ ...measure, atMs: picture.atMs });
  }
}
