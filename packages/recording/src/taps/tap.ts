import type { RecordedCodec } from '@guichet/protocol';
import type { RecordedTrack, TapFrameHead, TrackId } from '@guichet/protocol';
import { codecOf } from '../analysis/leg.ts';
import { NO_TRACK, RecordType } from '../journal/layout.ts';
import type { JournalRecord } from '../journal/layout.ts';
import { frameAssembler } from '../rtp/frame-assembler.ts';
import type { FrameAssembler, MediaFrame } from '../rtp/frame-assembler.ts';
import { parseRtp, senderReports } from '../rtp/packet.ts';
import { ReorderBuffer } from '../rtp/reorder-buffer.ts';
import { RtpUnwrapper } from '../rtp/unwrap.ts';
import { LiveAlignment } from './live-alignment.ts';

/** A live listener would rather miss a packet than wait for it much longer. */
const REORDER_HOLD_US = 300_000;

/** What decodes for a tap. */
export interface TapDecoder {
  readonly hasRoom: boolean;
  frame(frame: MediaFrame, us: number): void;
  finish(): void;
  kill(): void;
}

export interface TapOptions {
  readonly trackId: TrackId;
  /** Of the stream with this index, or null. */
  readonly trackAt: (index: number) => RecordedTrack | null;
  readonly keyframesOnly: boolean;
  /** It measures in this process, and starts none. */
  readonly measures?: boolean;
  readonly makeDecoder: (codec: RecordedCodec, onExit: (failed: boolean) => void) => TapDecoder;
  readonly send: (head: TapFrameHead) => void;
  readonly onEnded: () => void;
}

interface Lane {
  readonly codec: RecordedCodec;
  readonly ssrc: number;
  readonly unwrapper: RtpUnwrapper;
  readonly reorder: ReorderBuffer;
  readonly assembler: FrameAssembler;
  readonly alignment: LiveAlignment;
}

/** One track's written packets on their way to a decoder. */
export class Tap {
  readonly trackId: TrackId;
  readonly measures: boolean;
  readonly #options: TapOptions;
  readonly #lanes = new Map<number, Lane | null>();
  #decoder: { readonly codec: RecordedCodec; readonly run: TapDecoder } | null = null;
  /** After frames were dropped the next one that stands by itself is waited for. */
  #waitsForKeyframe = false;
  #dropped = 0;
  #ending: 'track_closed' | 'recording_closed' | 'decoder_failed' | null = null;
  #ended = false;

  constructor(options: TapOptions) {
    this.trackId = options.trackId;
    this.measures = options.measures ?? false;
    this.#options = options;
  }

  record({ type, trackIndex, bytes }: JournalRecord, us: number): void {
    if (type === RecordType.rtcp || trackIndex === NO_TRACK) {
      for (const report of senderReports(bytes)) this.#report(report.ssrc, report.timestamp, us);
      return;
    }
    const lane = this.#lane(trackIndex);
    const packet = lane ? parseRtp(bytes) : null;
    if (!lane || !packet) return;
    const place = lane.unwrapper.push(packet.seq, packet.timestamp, us);
    lane.alignment.packet(place.ticks, us);
    // The block these bytes lie in is written over as soon as this returns.
    lane.reorder.push({ ...place, marker: packet.marker, payload: Buffer.from(packet.payload), arrivedUs: us });
    lane.reorder.advance(us);
  }

  /** No more will come: what is there is still decoded and sent. */
  finish(reason: 'track_closed' | 'recording_closed'): void {
    if (this.#ending) return;
    this.#ending = reason;
    if (this.#decoder) this.#decoder.run.finish();
    else this.#end();
  }

  /** The listener is gone. */
  abandon(): void {
    this.#ended = true;
    this.#decoder?.run.kill();
    this.#options.onEnded();
  }

  #lane(index: number): Lane | null {
    const known = this.#lanes.get(index);
    if (known !== undefined) return known;
    const track = this.#options.trackAt(index);
    const codec = track && track.trackId === this.trackId ? codecOf(track) : null;
    const lane = track && codec ? this.#makeLane(codec, track) : null;
    this.#lanes.set(index, lane);
    return lane;
  }

  #makeLane(codec: RecordedCodec, track: RecordedTrack): Lane {
    const alignment = new LiveAlignment(track.clockRate);
    const assembler = frameAssembler(codec, (frame) => this.#frame(codec, frame, alignment.toUs(frame.ticks)));
    return {
      codec,
      alignment,
      assembler,
      ssrc: track.ssrc,
      unwrapper: new RtpUnwrapper(track.clockRate),
      reorder: new ReorderBuffer(REORDER_HOLD_US, (packet, gap) => assembler.push(packet, gap)),
    };
  }

  #report(ssrc: number, timestamp: number, us: number): void {
    for (const lane of this.#lanes.values()) {
      const now = lane?.ssrc === ssrc ? lane.unwrapper.ticksOf(timestamp) : null;
      if (now) lane?.alignment.report(now.ticks, us);
    }
  }

  #frame(codec: RecordedCodec, frame: MediaFrame, us: number): void {
    if (this.#ending || this.#ended || (this.#options.keyframesOnly && !frame.keyframe)) return;
    if (this.#waitsForKeyframe && !frame.keyframe) return void (this.#dropped += 1);
    const decoder = this.#decoderFor(codec);
    if (!decoder.hasRoom) {
      this.#waitsForKeyframe = codec !== 'audio/opus';
      this.#dropped += 1;
      return;
    }
    this.#waitsForKeyframe = false;
    if (this.#dropped > 0) {
      this.#options.send({ type: 'lag', droppedFrames: this.#dropped });
      this.#dropped = 0;
    }
    decoder.frame(frame, us);
  }

  /** A change of codec needs another decoder; the old one finishes what it has. */
  #decoderFor(codec: RecordedCodec): TapDecoder {
    if (this.#decoder?.codec === codec) return this.#decoder.run;
    this.#decoder?.run.finish();
    const run: TapDecoder = this.#options.makeDecoder(codec, (failed) => {
      if (this.#decoder?.run !== run) return;
      this.#decoder = null;
      if (!this.#ending && failed) this.#ending = 'decoder_failed';
      if (this.#ending) this.#end();
    });
    this.#decoder = { codec, run };
    return run;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.send({ type: 'end', reason: this.#ending ?? 'recording_closed' });
    this.#options.onEnded();
  }
}
