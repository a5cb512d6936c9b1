import {
  AppError,
  newId,
  type AppliedSettings,
  type MediaKind,
  type ParticipantId,
  type PublishedTrack,
  type RtpParameters,
  type TrackId,
  type TrackSource,
} from '@guichet/protocol';
import type { types } from 'mediasoup';
import { layerScales } from './layers.ts';
import { toProtocol } from './codecs.ts';

const KIND_OF: Record<TrackSource, MediaKind> = { microphone: 'audio', camera: 'video', screen: 'video' };

interface TrackOptions {
  /** Of a track that goes on from an earlier life of the node; a new one otherwise. */
  readonly id?: TrackId | null;
  readonly participantId: ParticipantId;
  readonly source: TrackSource;
  readonly producer: types.Producer;
  readonly settings: AppliedSettings;
}

/** What a producer's parameters say. */
interface Published {
  readonly mimeType: string;
  readonly scales: readonly number[];
  readonly dtx: boolean;
}

/**
 * A track in a room. It outlives the worker: after that died the track is suspended (no producer) until its page publishes the same source again,
 * and keeps its id, so that its recording goes on as one.
 */
export class Track {
  readonly id: TrackId;
  readonly participantId: ParticipantId;
  readonly source: TrackSource;
  settings: AppliedSettings;
  #producer: types.Producer | null;
  #published: Published;
  #paused: boolean;

  constructor(options: TrackOptions) {
    this.id = options.id ?? newId('trk');
    this.participantId = options.participantId;
    this.source = options.source;
    this.settings = options.settings;
    this.#producer = options.producer;
    this.#published = describe(options.producer);
    this.#paused = options.producer.paused;
  }

  /** @throws AppError `bad_request` when a source is published as a kind it can't be */
  static checkKind(source: TrackSource, kind: MediaKind, { codecs }: RtpParameters): void {
    const fits = KIND_OF[source] === kind && codecs.every((codec) => codec.mimeType.toLowerCase().startsWith(`${kind}/`));
    if (!fits) throw new AppError('bad_request', { issues: [{ path: 'kind', message: 'not_of_source' }] });
  }

  get producer(): types.Producer | null {
    return this.#producer;
  }

  get kind(): MediaKind {
    return KIND_OF[this.source];
  }

  get paused(): boolean {
    return this.#paused;
  }

  get mimeType(): string {
    return this.#published.mimeType;
  }

  /** Down-scaling of each simulcast layer, lowest first; one member for a track without simulcast. */
  get scales(): readonly number[] {
    return this.#published.scales;
  }

  /** Whether the sender stops sending in silence (RFC 7587 §6.1, `usedtx`). */
  get dtx(): boolean {
    return this.#published.dtx;
  }

  /** mediasoup's score of what the node receives, 0–10: of the best layer, as any of them will do. */
  get score(): number {
    return Math.max(0, ...(this.#producer?.score ?? []).map((entry) => entry.score));
  }

  get published(): PublishedTrack {
    return { trackId: this.id, participantId: this.participantId, kind: this.kind, source: this.source, paused: this.#paused };
  }

  /** The worker is gone, and the producer with it. */
  suspend(): void {
    this.#producer = null;
  }

  /** The same source was published again on another worker. */
  restore(producer: types.Producer, settings: AppliedSettings): void {
    this.#producer = producer;
    this.#published = describe(producer);
    this.#paused = producer.paused;
    this.settings = settings;
  }

  async setPaused(paused: boolean): Promise<void> {
    const producer = this.#producer;
    if (!producer || producer.closed) throw new AppError('wrong_state');
    this.#paused = paused;
    await (paused ? producer.pause() : producer.resume());
  }

  close(): void {
    this.#producer?.close();
    this.#producer = null;
  }
}

/** Read once: mediasoup copies the whole of the parameters whenever it is asked for them, and these are asked for several times a second. */
function describe({ rtpParameters: { codecs, encodings } }: types.Producer): Published {
  return {
    mimeType: codecs[0]?.mimeType ?? '',
    scales: layerScales(toProtocol(encodings ?? [{}])),
    dtx: Number(codecs[0]?.parameters?.['usedtx'] ?? 0) === 1 || (encodings ?? []).some((encoding) => encoding.dtx === true),
  };
}
