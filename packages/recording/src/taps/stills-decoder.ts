import type { RecordedCodec, StillFormat } from '@guichet/protocol';
import { planesBytes } from '../measures/picture/colour-picture.ts';
import type { MediaFrame } from '../rtp/frame-assembler.ts';
import { DecoderProcess } from './decoder-process.ts';
import { LiveMatroska } from './live-matroska.ts';
import { PictureSplitter } from './picture-splitter.ts';

export interface Still {
  /** Monotonic microseconds. */
  readonly us: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly picture: Buffer;
}

type Shown = Omit<Still, 'picture'>;

export interface StillsOptions {
  readonly codec: RecordedCodec;
  readonly everyMs: number;
  readonly heightPx: number;
  readonly format: StillFormat;
  /** Frames are handed to the decoder with the next one that becomes a still; each by itself when not given. */
  readonly gathers?: boolean;
  readonly onStill: (still: Still) => void;
  readonly onExit: (failed: boolean) => void;
}

/** How each is asked for, and how many bytes a bare picture has. */
const PICTURES: Readonly<
  Record<StillFormat, { readonly filter: string; readonly bytesOf: (widthPx: number, heightPx: number) => number }>
> = {
  jpeg: { filter: '', bytesOf: () => 0 },
  gray: { filter: ',format=gray', bytesOf: (widthPx, heightPx) => widthPx * heightPx },
  planes: { filter: ':out_range=full,format=yuv420p', bytesOf: planesBytes },
};

/** ffmpeg's `showinfo` of one picture. */
const SHOWN = /pts_time:(-?[\d.]+).* s:(\d+)x(\d+) /;
/** Frames come a little early or late; a picture that is a few milliseconds before its time is on time. */
const EARLY_MS = 8;
/** A decoder is told the time in whole milliseconds: what it chooses has been handed to it by then. */
const ROUNDED_MS = 2;

/** Frames of a track to still pictures. */
export class StillsDecoder {
  readonly #options: StillsOptions;
  readonly #process: DecoderProcess;
  readonly #stream: LiveMatroska;
  readonly #splitter: PictureSplitter;
  readonly #shown: Shown[] = [];
  readonly #pictures: Buffer[] = [];
  /** Of the frame that becomes the last still; the decoder chooses in the same way. */
  #stillUs = Number.NEGATIVE_INFINITY;

  constructor(options: StillsOptions) {
    this.#options = options;
    const { codec, everyMs, heightPx, format, gathers = false } = options;
    const everySeconds = Math.max(0.001, (everyMs - EARLY_MS) / 1000);
    const filter = `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${everySeconds})',scale=-2:${heightPx}${PICTURES[format].filter},showinfo`;
    const output = format !== 'jpeg' ? ['-f', 'rawvideo'] : ['-c:v', 'mjpeg', '-q:v', '4', '-f', 'mpjpeg'];
    this.#process = new DecoderProcess(['-copyts', '-map', '0:v:0', '-vf', filter, '-vsync', '0', '-flush_packets', '1', ...output], {
      onOutput: (bytes) => this.#output(bytes),
      onMessage: (line) => this.#message(line),
      onExit: options.onExit,
      gathers,
    });
    this.#stream = new LiveMatroska(codec, (bytes) => this.#process.write(bytes));
    this.#splitter = new PictureSplitter(format, (picture) => {
      this.#pictures.push(picture);
      this.#pair();
    });
  }

  get hasRoom(): boolean {
    return this.#process.hasRoom;
  }

  frame(frame: MediaFrame, us: number): void {
    const done = this.#stream.frame(frame, us);
    if (us - this.#stillUs < (this.#options.everyMs - EARLY_MS + ROUNDED_MS) * 1_000) return;
    this.#stillUs = us;
    void done.then(() => this.#process.handOn());
  }

  finish(): void {
    this.#process.finish();
  }

  kill(): void {
    this.#process.kill();
  }

  #output(bytes: Buffer): void {
    this.#splitter.push(bytes);
  }

  /** What the filter says comes before the picture, in the same order, on another pipe. */
  #message(line: string): void {
    const match = SHOWN.exec(line);
    if (!match) return;
    const widthPx = Number(match[2]);
    const heightPx = Number(match[3]);
    this.#shown.push({ us: this.#stream.startUs + Number(match[1]) * 1e6, widthPx, heightPx });
    this.#splitter.expect(PICTURES[this.#options.format].bytesOf(widthPx, heightPx));
    this.#pair();
  }

  #pair(): void {
    while (this.#shown.length > 0 && this.#pictures.length > 0) {
      const shown = this.#shown.shift() as Shown;
      this.#options.onStill({ ...shown, picture: this.#pictures.shift() as Buffer });
    }
  }
}
