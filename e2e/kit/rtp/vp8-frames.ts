import type { SeededRandom } from '../seeded-random.ts';
import { type FrameSource, maxPayloadBytes, type PacketisedFrame } from './frame-source.ts';

export interface Vp8Options {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameBytes: number;
  /** A key frame comes by itself after so many frames. */
  readonly keyFrameInterval: number;
}

/** VP8 frames whose headers are right and whose content is arbitrary: right for load, not for looking at. */
export class Vp8Frames implements FrameSource {
  readonly #keyFrame: Buffer;
  readonly #deltaFrame: Buffer;
  readonly #interval: number;
  #sinceKeyFrame: number;

  constructor(random: SeededRandom, options: Vp8Options) {
    this.#interval = options.keyFrameInterval;
    this.#sinceKeyFrame = options.keyFrameInterval;
    this.#keyFrame = random.bytes(options.frameBytes);
    this.#deltaFrame = random.bytes(options.frameBytes);
    // RFC 6386 section 9.1: bit 0 of the first byte is 0 for a key frame; a start code and the size follow.
    this.#keyFrame[0] = (this.#keyFrame[0] ?? 0) & 0xfe;
    this.#keyFrame.set([0x9d, 0x01, 0x2a], 3);
    this.#keyFrame.writeUInt16LE(options.widthPx & 0x3fff, 6);
    this.#keyFrame.writeUInt16LE(options.heightPx & 0x3fff, 8);
    this.#deltaFrame[0] = (this.#deltaFrame[0] ?? 0) | 0x01;
  }

  next(): PacketisedFrame {
    const keyFrame = this.#sinceKeyFrame >= this.#interval;
    this.#sinceKeyFrame = keyFrame ? 1 : this.#sinceKeyFrame + 1;
    return { payloads: packetiseVp8(keyFrame ? this.#keyFrame : this.#deltaFrame), keyFrame };
  }

  requestKeyFrame(): void {
    this.#sinceKeyFrame = this.#interval;
  }
}

/** Cuts a frame into payloads, each after a one-byte descriptor whose S bit marks the first (RFC 7741 section 4.2). */
export function packetiseVp8(frame: Uint8Array): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  const room = maxPayloadBytes - 1;
  for (let offset = 0; offset < frame.length; offset += room) {
    const part = frame.subarray(offset, offset + room);
    const payload = new Uint8Array(1 + part.length);
    payload[0] = offset === 0 ? 0x10 : 0x00;
    payload.set(part, 1);
    payloads.push(payload);
  }
  return payloads;
}
