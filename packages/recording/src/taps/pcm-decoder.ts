import type { MediaFrame } from '../rtp/frame-assembler.ts';
import { DecoderProcess } from './decoder-process.ts';
import { LiveMatroska } from './live-matroska.ts';

const BYTES_PER_SAMPLE = 2;
/** Silence is put in where this much is missing, so that counting samples stays telling time. */
const FILL_SECONDS = 0.1;

export interface PcmBlock {
  /** Of the first sample; monotonic microseconds. */
  readonly us: number;
  readonly samples: Buffer;
}

export interface PcmOptions {
  readonly sampleRate: number;
  readonly onBlock: (block: PcmBlock) => void;
  readonly onExit: (failed: boolean) => void;
}

/** Opus frames of a track to 16-bit samples of one channel. */
export class PcmDecoder {
  readonly #options: PcmOptions;
  readonly #process: DecoderProcess;
  readonly #stream: LiveMatroska;
  #samples = 0;
  #odd: Buffer = Buffer.alloc(0);

  constructor(options: PcmOptions) {
    this.#options = options;
    const { sampleRate } = options;
    const filter = `aresample=${sampleRate}:async=1:min_hard_comp=${FILL_SECONDS}:first_pts=0`;
    this.#process = new DecoderProcess(
      ['-copyts', '-map', '0:a:0', '-af', filter, '-ar', String(sampleRate), '-ac', '1', '-flush_packets', '1', '-f', 's16le'],
      {
        onOutput: (bytes) => this.#output(bytes),
        onExit: options.onExit,
      },
    );
    this.#stream = new LiveMatroska('audio/opus', (bytes) => this.#process.write(bytes));
  }

  get hasRoom(): boolean {
    return this.#process.hasRoom;
  }

  frame(frame: MediaFrame, us: number): void {
    this.#stream.frame(frame, us);
  }

  finish(): void {
    this.#process.finish();
  }

  kill(): void {
    this.#process.kill();
  }

  #output(bytes: Buffer): void {
    const all = this.#odd.length === 0 ? bytes : Buffer.concat([this.#odd, bytes]);
    const whole = all.length - (all.length % BYTES_PER_SAMPLE);
    this.#odd = all.subarray(whole);
    if (whole === 0) return;
    const us = this.#stream.startUs + (this.#samples / this.#options.sampleRate) * 1e6;
    this.#samples += whole / BYTES_PER_SAMPLE;
    this.#options.onBlock({ us, samples: all.subarray(0, whole) });
  }
}
