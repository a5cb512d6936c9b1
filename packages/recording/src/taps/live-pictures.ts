import type { RecordedCodec } from '@guichet/protocol';
import { systemClock } from '../journal/clock.ts';
import type { ColourPicture } from '../measures/picture/colour-picture.ts';
import { type FrameAssembler, frameAssembler, type MediaFrame } from '../rtp/frame-assembler.ts';
import { parseRtp } from '../rtp/packet.ts';
import { ReorderBuffer } from '../rtp/reorder-buffer.ts';
import { RtpUnwrapper } from '../rtp/unwrap.ts';
import { StillsDecoder } from './stills-decoder.ts';

const VIDEO_CLOCK_RATE = 90_000;
/** From the worker beside us nothing comes out of order; what it lost itself is not waited for. */
const HOLD_US = 100_000;

export interface LivePicture extends ColourPicture {
  /** Wall clock, Unix ms. */
  readonly atMs: number;
}

interface LivePicturesOptions {
  readonly codec: RecordedCodec;
  /** At most one picture per this time. */
  readonly everyMs: number;
  readonly heightPx: number;
  readonly onPicture: (picture: LivePicture) => void;
  /** The decoder is gone, by itself or as it was told. */
  readonly onExit: () => void;
}

/** RTP packets of one video stream to small pictures, on their way and not from what is written: what is seen here is a hint, which the recording confirms. */
export class LivePictures {
  readonly #decoder: StillsDecoder;
  readonly #unwrapper = new RtpUnwrapper(VIDEO_CLOCK_RATE);
  readonly #assembler: FrameAssembler;
  readonly #reorder: ReorderBuffer;
  #waitsForKeyframe = true;

  constructor({ codec, everyMs, heightPx, onPicture, onExit }: LivePicturesOptions) {
    this.#decoder = new StillsDecoder({
      codec,
      everyMs,
      heightPx,
      gathers: true,
      format: 'planes',
      onExit,
      onStill: ({ us, widthPx, heightPx: height, picture }) => onPicture({ atMs: wallMs(us), planes: picture, widthPx, heightPx: height }),
    });
    this.#assembler = frameAssembler(codec, (frame) => this.#frame(frame));
    this.#reorder = new ReorderBuffer(HOLD_US, (packet, gap) => this.#assembler.push(packet, gap));
  }

  /** Nothing can be decoded before the next one that stands by itself. */
  get waitsForKeyframe(): boolean {
    return this.#waitsForKeyframe;
  }

  packet(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    if (!packet) return;
    const us = systemClock.monoUs();
    const place = this.#unwrapper.push(packet.seq, packet.timestamp, us);
    this.#reorder.push({ ...place, marker: packet.marker, payload: packet.payload, arrivedUs: us });
    this.#reorder.advance(us);
  }

  close(): void {
    this.#decoder.kill();
  }

  #frame(frame: MediaFrame): void {
    if (this.#waitsForKeyframe && !frame.keyframe) return;
    this.#waitsForKeyframe = !this.#decoder.hasRoom;
    if (!this.#waitsForKeyframe) this.#decoder.frame(frame, frame.arrivedUs);
  }
}

const wallMs = (us: number): number => Math.max(0, Math.round(systemClock.wallMs() - (systemClock.monoUs() - us) / 1_000));
