import { RecordedCodec } from '@guichet/protocol';
import type { RecordedTrack } from '@guichet/protocol';
import { NalType, nalTypeOf, wholeNals } from '../rtp/h264-payload.ts';
import { readSpsSize } from '../rtp/h264-sps.ts';
import type { PictureSize } from '../rtp/frame-assembler.ts';
import { parseRtp } from '../rtp/packet.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { SequenceLedger } from '../rtp/sequence-ledger.ts';
import { RtpUnwrapper } from '../rtp/unwrap.ts';
import type { Unwrapped } from '../rtp/unwrap.ts';
import { parseVp8Payload, readVp8KeyframeSize } from '../rtp/vp8-payload.ts';
import type { Moment } from './gap-watch.ts';
import { LegTimingEstimator } from './leg-timing.ts';
import type { LegTiming } from './leg-timing.ts';

const MAX_SIZES = 1_000;

export const codecOf = (track: RecordedTrack): RecordedCodec | null => {
  const [kind, name] = track.mimeType.split('/');
  const canonical = RecordedCodec.options.find((codec) => codec.toLowerCase() === `${kind}/${name}`.toLowerCase());
  return canonical ?? null;
};

/** A point of a stream, in its own time. */
export interface StreamPlace {
  readonly segment: number;
  readonly ticks: number;
}

export interface SizeChange extends PictureSize {
  readonly at: Moment;
}

/** A packet, and where it belongs in its stream. */
export interface HeardPacket {
  readonly packet: RtpPacket;
  readonly place: Unwrapped;
}

/** One stream of a track (an SSRC with a payload type), as far as one pass through the journal tells about it. */
export class Leg {
  readonly index: number;
  readonly track: RecordedTrack;
  readonly codec: RecordedCodec | null;
  readonly ledger = new SequenceLedger();
  readonly sizes: SizeChange[] = [];
  /** First parameter sets of an H.264 stream: what a player needs before the first picture. */
  sps: Buffer | null = null;
  pps: Buffer | null = null;
  bytes = 0;
  first: Moment | null = null;
  last: Moment | null = null;
  /** Where the newest packet stands in the stream's own time. */
  place: StreamPlace | null = null;
  /** The newest packet's number, unwrapped within its segment. */
  newest: { readonly segment: number; readonly seq: number } | null = null;
  readonly #unwrapper: RtpUnwrapper;
  readonly #segments: { readonly estimator: LegTimingEstimator; firstTicks: number }[] = [];
  #timings: readonly LegTiming[] | null = null;

  constructor(index: number, track: RecordedTrack) {
    this.index = index;
    this.track = track;
    this.codec = codecOf(track);
    this.#unwrapper = new RtpUnwrapper(track.clockRate);
  }

  /** Null for what is no packet, and for one that had come before. */
  packet(bytes: Buffer, at: Moment): HeardPacket | null {
    const packet = parseRtp(bytes);
    if (!packet) return null;
    const place = this.#unwrapper.push(packet.seq, packet.timestamp, at.us);
    const { seq, ticks, segment } = place;
    if (!this.ledger.add(seq, segment)) return null;
    this.bytes += bytes.length;
    this.first ??= at;
    this.last = at;
    if (!this.newest || segment !== this.newest.segment || seq > this.newest.seq) this.newest = { segment, seq };
    const timing = (this.#segments[segment] ??= { estimator: new LegTimingEstimator(this.track.clockRate), firstTicks: ticks });
    if (!this.place || segment !== this.place.segment || ticks > this.place.ticks) this.place = { segment, ticks };
    timing.firstTicks = Math.min(timing.firstTicks, ticks);
    timing.estimator.packet(ticks, at.us);
    if (this.codec === 'video/VP8') this.#lookIntoVp8(packet.payload, at);
    if (this.codec === 'video/H264') this.#lookIntoH264(packet.payload, at);
    return { packet, place };
  }

  report(timestamp: number, at: Moment): void {
    const now = this.#unwrapper.ticksOf(timestamp);
    if (now) this.#segments[now.segment]?.estimator.report(now.ticks, at.us);
  }

  /** By segment; complete once the pass is over. */
  get timings(): readonly LegTiming[] {
    return (this.#timings ??= this.#segments.map((segment) => segment.estimator.timing()));
  }

  /** The place on the journal's time axis. */
  usOf({ segment, ticks }: StreamPlace): number | null {
    return this.timings[segment]?.toUs(ticks) ?? null;
  }

  /** Where the stream's first sample stands on the journal's time axis; null without packets. */
  get startsAtUs(): number | null {
    const starts = this.#segments.map((segment, i) => this.timings[i]?.toUs(segment.firstTicks) ?? Number.POSITIVE_INFINITY);
    return starts.length === 0 ? null : Math.min(...starts);
  }

  #lookIntoVp8(payload: Buffer, at: Moment): void {
    const parsed = parseVp8Payload(payload);
    if (parsed?.startsFrame) this.#sized(readVp8KeyframeSize(parsed.data), at);
  }

  #lookIntoH264(payload: Buffer, at: Moment): void {
    for (const nal of wholeNals(payload)) {
      const type = nalTypeOf(nal);
      if (type === NalType.pps) this.pps ??= Buffer.from(nal);
      if (type !== NalType.sps) continue;
      this.sps ??= Buffer.from(nal);
      this.#sized(readSpsSize(nal), at);
    }
  }

  #sized(size: PictureSize | null, at: Moment): void {
    const last = this.sizes.at(-1);
    if (!size || this.sizes.length >= MAX_SIZES || (last?.widthPx === size.widthPx && last.heightPx === size.heightPx)) return;
    this.sizes.push({ ...size, at });
  }
}
