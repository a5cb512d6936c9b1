import type { RecordedCodec } from '@guichet/protocol';
import { NalType, nalTypeOf, parseFragment, wholeNals } from './h264-payload.ts';
import { readSpsSize } from './h264-sps.ts';
import type { OrderedPacket } from './reorder-buffer.ts';
import { parseVp8Payload, readVp8KeyframeSize } from './vp8-payload.ts';

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** One decodable access unit: a VP8 frame, an H.264 access unit (NAL units with 4-byte lengths), an Opus packet. */
export interface MediaFrame {
  readonly ticks: number;
  readonly segment: number;
  readonly keyframe: boolean;
  readonly data: Buffer;
  /** Known for key frames. */
  readonly size: PictureSize | null;
  /** Arrival of the frame's first packet. */
  readonly arrivedUs: number;
}

type Emit = (frame: MediaFrame) => void;

/** Makes frames of ordered packets. What can't be decoded for want of something lost is dropped and counted. */
export interface FrameAssembler {
  push(packet: OrderedPacket, gap: boolean): void;
  /** Ends the frame under way. */
  flush(): void;
  readonly frames: number;
  readonly droppedFrames: number;
}

export function frameAssembler(codec: RecordedCodec, emit: Emit): FrameAssembler {
  return codec === 'audio/opus'
    ? new OpusAssembler(emit)
    : new VideoAssembler(codec === 'video/VP8' ? new Vp8Parts() : new H264Parts(), emit);
}

/** One packet, one frame (RFC 7587 §4.2). */
class OpusAssembler implements FrameAssembler {
  readonly droppedFrames = 0;
  readonly #emit: Emit;
  frames = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  push({ ticks, segment, payload, arrivedUs }: OrderedPacket): void {
    if (payload.length === 0) return;
    this.frames += 1;
    this.#emit({ ticks, segment, keyframe: true, data: payload, size: null, arrivedUs });
  }

  flush(): void {}
}

/** What differs between the video codecs: how payloads become a frame. */
interface FrameParts {
  /** Forgets the frame under way. */
  reset(): void;
  /**
   * Returns false when the frame can't be put together from this. `place` says what is known of the payload's place: the first of its
   * frame for certain, the first that is left after a loss, or a later one.
   */
  add(payload: Buffer, place: 'first' | 'first_after_loss' | 'later'): boolean;
  /** Null when nothing decodable has come together. */
  finish(): { readonly data: Buffer; readonly keyframe: boolean; readonly size: PictureSize | null } | null;
}

/**
 * Frames of a video stream. After a loss everything up to the next key frame is dropped, because it would decode to smear: a picture that
 * was never seen is no evidence.
 */
class VideoAssembler implements FrameAssembler {
  readonly #parts: FrameParts;
  readonly #emit: Emit;
  frames = 0;
  droppedFrames = 0;
  #needsKeyframe = true;
  /** Nobody knows what came before the first packet. */
  #begun = false;
  #first: OrderedPacket | null = null;
  #broken = false;

  constructor(parts: FrameParts, emit: Emit) {
    this.#parts = parts;
    this.#emit = emit;
  }

  push(packet: OrderedPacket, gapBefore: boolean): void {
    if (packet.payload.length === 0) return;
    const gap = gapBefore || !this.#begun;
    this.#begun = true;
    const newFrame = this.#first === null || packet.ticks !== this.#first.ticks || packet.segment !== this.#first.segment;
    if (newFrame) {
      // A loss between two frames may have been the end of the one under way; without its marker nobody can tell.
      if (gap) this.#broken = true;
      this.#end();
      this.#first = packet;
      this.#broken = false;
      this.#parts.reset();
    }
    if (gap) {
      this.#needsKeyframe = true;
      if (!newFrame) this.#broken = true;
    }
    const place = !newFrame ? 'later' : gap ? 'first_after_loss' : 'first';
    if (!this.#broken && !this.#parts.add(packet.payload, place)) this.#broken = true;
    if (packet.marker) this.#end();
  }

  flush(): void {
    // The last frame's marker never came.
    this.#broken = true;
    this.#end();
  }

  #end(): void {
    const first = this.#first;
    if (!first) return;
    this.#first = null;
    const frame = this.#broken ? null : this.#parts.finish();
    if (!frame || (this.#needsKeyframe && !frame.keyframe)) {
      this.droppedFrames += 1;
      this.#needsKeyframe = true;
      return;
    }
    this.#needsKeyframe = false;
    this.frames += 1;
    this.#emit({ ticks: first.ticks, segment: first.segment, arrivedUs: first.arrivedUs, ...frame });
  }
}

class Vp8Parts implements FrameParts {
  #parts: Buffer[] = [];

  reset(): void {
    this.#parts = [];
  }

  add(payload: Buffer, place: 'first' | 'first_after_loss' | 'later'): boolean {
    const parsed = parseVp8Payload(payload);
    if (!parsed || parsed.startsFrame !== (place !== 'later')) return false;
    this.#parts.push(parsed.data);
    return true;
  }

  finish() {
    const data = Buffer.concat(this.#parts);
    if (data.length < 3) return null;
    const size = readVp8KeyframeSize(data);
    return { data, keyframe: size !== null, size };
  }
}

/**
 * RTP has no bit that says where an access unit begins. These can come first in one (ITU-T H.264 §7.4.1.2.3): a delimiter, parameter sets,
 * SEI, or the slice with macroblock 0.
 */
function beginsAccessUnit(payload: Buffer): boolean {
  const fragment = parseFragment(payload);
  const [first] = wholeNals(payload);
  const type = fragment?.first ? fragment.header & 0x1f : first ? nalTypeOf(first) : 0;
  if (type === NalType.delimiter || type === NalType.sps || type === NalType.sei) return true;
  // first_mb_in_slice is an Exp-Golomb code right behind the header: 0 is a single 1 bit.
  const slice = fragment ? fragment.data[0] : first?.[1];
  return type >= NalType.slice && type <= NalType.idr && ((slice ?? 0) & 0x80) !== 0;
}

class H264Parts implements FrameParts {
  #nals: Buffer[] = [];
  #fragments: Buffer[] | null = null;
  #keyframe = false;
  #size: PictureSize | null = null;

  reset(): void {
    this.#nals = [];
    this.#fragments = null;
    this.#keyframe = false;
    this.#size = null;
  }

  add(payload: Buffer, place: 'first' | 'first_after_loss' | 'later'): boolean {
    if (place === 'first_after_loss' && !beginsAccessUnit(payload)) return false;
    const fragment = parseFragment(payload);
    if (!fragment) {
      for (const nal of wholeNals(payload)) this.#addNal(nal);
      return true;
    }
    if (fragment.first) this.#fragments = [Buffer.from([fragment.header])];
    if (!this.#fragments) return false;
    this.#fragments.push(fragment.data);
    if (fragment.last) {
      this.#addNal(Buffer.concat(this.#fragments));
      this.#fragments = null;
    }
    return true;
  }

  finish() {
    if (this.#fragments || this.#nals.length === 0) return null;
    return { data: Buffer.concat(this.#nals), keyframe: this.#keyframe, size: this.#size };
  }

  #addNal(nal: Buffer): void {
    const type = nalTypeOf(nal);
    if (nal.length === 0 || type === NalType.delimiter || type === NalType.filler) return;
    if (type === NalType.idr) this.#keyframe = true;
    if (type === NalType.sps) this.#size = readSpsSize(nal);
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(nal.length);
    this.#nals.push(length, nal);
  }
}
