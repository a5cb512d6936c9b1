import type { PictureSize } from '../rtp/frame-assembler.ts';
import { binary, element, float, openElement, sizeBytes, text, unsigned, unsignedWide, signedWide, wideSize } from './ebml.ts';

/** Element ids of Matroska (RFC 9559 §5). */
const Id = {
  ebml: 0x1a45dfa3,
  ebmlVersion: 0x4286,
  ebmlReadVersion: 0x42f7,
  maxIdLength: 0x42f2,
  maxSizeLength: 0x42f3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  duration: 0x4489,
  dateUtc: 0x4461,
  title: 0x7ba9,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  name: 0x536e,
  language: 0x22b59c,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  seekPreRoll: 0x56bb,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
} as const;

const APP = 'Guichet';
const TIMESTAMP_SCALE_NS = 1_000_000;
/** DateUTC counts nanoseconds from 2001-01-01 (RFC 9559 §5.1.2.14). */
const MATROSKA_EPOCH_MS = Date.UTC(2001, 0, 1);
/** RFC 7845 §4.6: a decoder that is dropped into an Opus stream needs 80 ms to converge. */
const OPUS_PRE_ROLL_NS = 80_000_000;
const CLUSTER_MS = 1_000;
/** A block says its time relative to its cluster in a signed 16-bit number. */
const MAX_CLUSTER_MS = 30_000;
const MAX_CLUSTER_BYTES = 4 * 1024 * 1024;

export type MatroskaCodec =
  | { readonly id: 'V_VP8'; readonly size: PictureSize }
  /** `configuration` is the AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1). */
  | { readonly id: 'V_MPEG4/ISO/AVC'; readonly size: PictureSize; readonly configuration: Buffer }
  | { readonly id: 'A_OPUS'; readonly channels: number };

export interface MatroskaTrack {
  readonly name: string;
  readonly codec: MatroskaCodec;
}

export interface MatroskaOptions {
  readonly tracks: readonly MatroskaTrack[];
  readonly title: string;
  readonly startedAtMs: number;
}

/** Where the bytes go. Without `writeAt` the file is a stream: no duration, no index, playable all the same. */
export interface ByteSink {
  write(bytes: Buffer): Promise<void>;
  writeAt?(bytes: Buffer, position: number): Promise<void>;
}

/**
 * Writes Matroska in one pass and bounded memory: one cluster at a time. Blocks of a track come in order; blocks of different tracks may be
 * somewhat out of order.
 */
export class MatroskaWriter {
  readonly #sink: ByteSink;
  readonly #options: MatroskaOptions;
  readonly #cues: Buffer[] = [];
  #position = 0;
  #segmentStart = 0;
  #infoAt = 0;
  #durationAt = 0;
  #tracksAt = 0;
  #seekHeadAt = 0;
  #cluster: Buffer[] = [];
  #clusterBytes = 0;
  #clusterMs: number | null = null;
  readonly #cuedInCluster = new Set<number>();

  constructor(sink: ByteSink, options: MatroskaOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { tracks, title, startedAtMs } = this.#options;
    const header = element(
      Id.ebml,
      unsigned(Id.ebmlVersion, 1),
      unsigned(Id.ebmlReadVersion, 1),
      unsigned(Id.maxIdLength, 4),
      unsigned(Id.maxSizeLength, 8),
      text(Id.docType, 'matroska'),
      unsigned(Id.docTypeVersion, 4),
      unsigned(Id.docTypeReadVersion, 2),
    );
    await this.#write(Buffer.concat([header, openElement(Id.segment)]));
    this.#segmentStart = this.#position;

    if (this.#sink.writeAt) {
      this.#seekHeadAt = this.#position;
      await this.#write(this.#seekHead(0));
    }
    this.#infoAt = this.#position;
    const duration = float(Id.duration, 0);
    const info = element(
      Id.info,
      unsigned(Id.timestampScale, TIMESTAMP_SCALE_NS),
      text(Id.muxingApp, APP),
      text(Id.writingApp, APP),
      text(Id.title, title),
      signedWide(Id.dateUtc, BigInt(Math.round(startedAtMs - MATROSKA_EPOCH_MS)) * 1_000_000n),
      ...(this.#sink.writeAt ? [duration] : []),
    );
    this.#durationAt = this.#position + info.length - 8;
    await this.#write(info);
    this.#tracksAt = this.#position;
    await this.#write(element(Id.tracks, ...tracks.map(trackEntry)));
  }

  /** One frame of the track with this index, at `ms` from the start. */
  async block(track: number, ms: number, keyframe: boolean, data: Buffer): Promise<void> {
    const at = Math.max(0, Math.round(ms));
    if (this.#clusterMs === null || this.#isFull(at)) await this.#openCluster(at);
    const relative = at - (this.#clusterMs as number);
    const isVideo = this.#options.tracks[track]?.codec.id !== 'A_OPUS';
    if (keyframe && (isVideo || this.#options.tracks.every((other) => other.codec.id === 'A_OPUS'))) this.#cue(track, at);

    const head = Buffer.alloc(4);
    head[0] = 0x80 | (track + 1);
    head.writeInt16BE(relative, 1);
    head[3] = keyframe ? 0x80 : 0;
    const prefix = Buffer.concat([Buffer.from([Id.simpleBlock]), sizeBytes(head.length + data.length), head]);
    this.#cluster.push(prefix, data);
    this.#clusterBytes += prefix.length + data.length;
  }

  /** Writes what has gathered, so that a reader of the stream gets it now. */
  async flush(): Promise<void> {
    await this.#closeCluster();
  }

  async finish(durationMs: number): Promise<void> {
    await this.#closeCluster();
    if (!this.#sink.writeAt) return;
    const cuesAt = this.#position;
    await this.#write(element(Id.cues, ...this.#cues));
    await this.#sink.writeAt(this.#seekHead(cuesAt - this.#segmentStart), this.#seekHeadAt);
    const duration = Buffer.alloc(8);
    duration.writeDoubleBE(durationMs);
    await this.#sink.writeAt(duration, this.#durationAt);
    await this.#sink.writeAt(wideSize(this.#position - this.#segmentStart), this.#segmentStart - 8);
  }

  #isFull(at: number): boolean {
    const relative = at - (this.#clusterMs as number);
    return relative >= CLUSTER_MS || relative < -MAX_CLUSTER_MS || this.#clusterBytes > MAX_CLUSTER_BYTES;
  }

  async #openCluster(at: number): Promise<void> {
    await this.#closeCluster();
    this.#clusterMs = at;
  }

  async #closeCluster(): Promise<void> {
    if (this.#clusterMs === null) return;
    const cluster = element(Id.cluster, unsigned(Id.timestamp, this.#clusterMs), ...this.#cluster);
    this.#cluster = [];
    this.#clusterBytes = 0;
    this.#clusterMs = null;
    this.#cuedInCluster.clear();
    await this.#write(cluster);
  }

  /** Points a seeking player to the cluster of a key frame; one entry per track and cluster is enough. */
  #cue(track: number, at: number): void {
    if (!this.#sink.writeAt || this.#cuedInCluster.has(track)) return;
    this.#cuedInCluster.add(track);
    const where = element(
      Id.cueTrackPositions,
      unsigned(Id.cueTrack, track + 1),
      unsigned(Id.cueClusterPosition, this.#position - this.#segmentStart),
    );
    this.#cues.push(element(Id.cuePoint, unsigned(Id.cueTime, at), where));
  }

  /** Always of the same length, so that it can be overwritten once the places are known. */
  #seekHead(cues: number): Buffer {
    const entry = (id: number, position: number): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(id);
      return element(Id.seek, binary(Id.seekId, bytes), unsignedWide(Id.seekPosition, position));
    };
    return element(
      Id.seekHead,
      entry(Id.info, Math.max(0, this.#infoAt - this.#segmentStart)),
      entry(Id.tracks, Math.max(0, this.#tracksAt - this.#segmentStart)),
      entry(Id.cues, cues),
    );
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#position += bytes.length;
    await this.#sink.write(bytes);
  }
}

function trackEntry({ name, codec }: MatroskaTrack, index: number): Buffer {
  return element(
    Id.trackEntry,
    unsigned(Id.trackNumber, index + 1),
    unsigned(Id.trackUid, index + 1),
    unsigned(Id.trackType, codec.id === 'A_OPUS' ? 2 : 1),
    unsigned(Id.flagLacing, 0),
    text(Id.name, name),
    text(Id.language, 'und'),
    text(Id.codecId, codec.id),
    ...codecElements(codec),
  );
}

function codecElements(codec: MatroskaCodec): Buffer[] {
  if (codec.id === 'A_OPUS') {
    return [
      binary(Id.codecPrivate, opusHead(codec.channels)),
      unsigned(Id.seekPreRoll, OPUS_PRE_ROLL_NS),
      element(Id.audio, float(Id.samplingFrequency, 48_000), unsigned(Id.channels, codec.channels)),
    ];
  }
  const picture = element(Id.video, unsigned(Id.pixelWidth, codec.size.widthPx), unsigned(Id.pixelHeight, codec.size.heightPx));
  return codec.id === 'V_VP8' ? [picture] : [binary(Id.codecPrivate, codec.configuration), picture];
}

/** Identification header of Opus (RFC 7845 §5.1). Pre-skip 0: the stream was joined while running, its first samples are as good as any. */
export function opusHead(channels: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head[8] = 1;
  head[9] = channels;
  head.writeUInt32LE(48_000, 12);
  return head;
}

/** AVCDecoderConfigurationRecord with one SPS and one PPS (ISO/IEC 14496-15 §5.3.3.1); lengths of NAL units take 4 bytes. */
export function avcConfiguration(sps: Buffer, pps: Buffer): Buffer {
  const head = Buffer.from([1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1, sps.length >> 8, sps.length & 0xff]);
  return Buffer.concat([head, sps, Buffer.from([1, pps.length >> 8, pps.length & 0xff]), pps]);
}
