import type { PictureSize } from '../rtp/frame-assembler.ts';
import { binary, element, float, openElement, text, unsigned, unsignedWide, signedWide, voidOf, wideSize, writeSize } from './ebml.ts';

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
/** Of a block: its track, time and flags; before that its id and its size. */
const BLOCK_HEAD_BYTES = 4;
const BLOCK_PREFIX_BYTES = 1 + 8 + BLOCK_HEAD_BYTES;

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
  /** WebM is Matroska with VP8 and Opus alone. `matroska` when not given. */
  readonly docType?: 'matroska' | 'webm';
  /** Room for an index of so many entries before the first frame, where a player over a network finds it at once; one that is longer stands at the end. */
  readonly indexEntries?: number;
}

/** The longest entry of an index, and the most that stands around all of them. */
const CUE_BYTES = 24;
const CUES_HEAD_BYTES = 16;

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
  #indexAt = 0;
  /** The blocks of the cluster under way, of which the first `#clusterBytes` count. */
  #cluster = Buffer.alloc(0);
  #clusterBytes = 0;
  #clusterMs: number | null = null;
  readonly #cuedInCluster = new Set<number>();

  constructor(sink: ByteSink, options: MatroskaOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { tracks, title, startedAtMs, docType = 'matroska' } = this.#options;
    const header = element(
      Id.ebml,
      unsigned(Id.ebmlVersion, 1),
      unsigned(Id.ebmlReadVersion, 1),
      unsigned(Id.maxIdLength, 4),
      unsigned(Id.maxSizeLength, 8),
      text(Id.docType, docType),
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
    this.#indexAt = this.#position;
    if (this.#indexRoom > 0) await this.#write(voidOf(this.#indexRoom));
  }

  /** One frame of the track with this index, at `ms` from the start. What it returns is to be waited for, where it returns something. */
  block(track: number, ms: number, keyframe: boolean, data: Buffer): Promise<void> | undefined {
    const at = Math.max(0, Math.round(ms));
    const closed = this.#clusterMs !== null && this.#isFull(at) ? this.#closeCluster() : undefined;
    this.#clusterMs ??= at;
    const isVideo = this.#options.tracks[track]?.codec.id !== 'A_OPUS';
    if (keyframe && (isVideo || this.#options.tracks.every((other) => other.codec.id === 'A_OPUS'))) this.#cue(track, at);
    this.#append(track, at - this.#clusterMs, keyframe, data);
    return closed;
  }

  /** Writes what has gathered, so that a reader of the stream gets it now. */
  async flush(): Promise<void> {
    await this.#closeCluster();
  }

  async finish(durationMs: number): Promise<void> {
    await this.#closeCluster();
    if (!this.#sink.writeAt) return;
    const cuesAt = await this.#writeIndex(this.#sink.writeAt.bind(this.#sink));
    await this.#sink.writeAt(this.#seekHead(cuesAt - this.#segmentStart), this.#seekHeadAt);
    const duration = Buffer.alloc(8);
    duration.writeDoubleBE(durationMs);
    await this.#sink.writeAt(duration, this.#durationAt);
    await this.#sink.writeAt(wideSize(this.#position - this.#segmentStart), this.#segmentStart - 8);
  }

  /** Where it stands: in the room that was kept for it, or behind everything. */
  async #writeIndex(writeAt: NonNullable<ByteSink['writeAt']>): Promise<number> {
    const index = element(Id.cues, ...this.#cues);
    const leftBytes = this.#indexRoom - index.length;
    // What is left has to be told to be nothing, which takes two bytes.
    if (leftBytes !== 0 && leftBytes < 2) {
      const at = this.#position;
      await this.#write(index);
      return at;
    }
    await writeAt(leftBytes === 0 ? index : Buffer.concat([index, voidOf(leftBytes)]), this.#indexAt);
    return this.#indexAt;
  }

  get #indexRoom(): number {
    const { indexEntries = 0 } = this.#options;
    return this.#sink.writeAt && indexEntries > 0 ? CUES_HEAD_BYTES + indexEntries * CUE_BYTES : 0;
  }

  #isFull(at: number): boolean {
    const relative = at - (this.#clusterMs as number);
    return relative >= CLUSTER_MS || relative < -MAX_CLUSTER_MS || this.#clusterBytes > MAX_CLUSTER_BYTES;
  }

  /** Frames come by the hundred thousand: each is copied once, and nothing is made for it. */
  #append(track: number, relativeMs: number, keyframe: boolean, data: Buffer): void {
    this.#makeRoom(BLOCK_PREFIX_BYTES + data.length);
    const cluster = this.#cluster;
    let at = this.#clusterBytes;
    cluster[at++] = Id.simpleBlock;
    at = writeSize(cluster, at, BLOCK_HEAD_BYTES + data.length);
    cluster[at++] = 0x80 | (track + 1);
    at = cluster.writeInt16BE(relativeMs, at);
    cluster[at++] = keyframe ? 0x80 : 0;
    cluster.set(data, at);
    this.#clusterBytes = at + data.length;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#clusterBytes + bytes;
    if (needed <= this.#cluster.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#cluster.length));
    this.#cluster.copy(larger, 0, 0, this.#clusterBytes);
    this.#cluster = larger;
  }

  /** Whatever comes meanwhile belongs to the next one. */
  #closeCluster(): Promise<void> | undefined {
    if (this.#clusterMs === null) return undefined;
    const cluster = element(Id.cluster, unsigned(Id.timestamp, this.#clusterMs), this.#cluster.subarray(0, this.#clusterBytes));
    this.#clusterBytes = 0;
    this.#clusterMs = null;
    this.#cuedInCluster.clear();
    return this.#write(cluster);
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
