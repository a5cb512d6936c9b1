import { NalType, nalTypeOf } from '../rtp/h264-payload.ts';
import type { RecordedCodec } from '@guichet/protocol';
import type { MediaFrame } from '../rtp/frame-assembler.ts';
import { MatroskaWriter, avcConfiguration } from '../mux/matroska-writer.ts';
import type { MatroskaCodec } from '../mux/matroska-writer.ts';

/** Nothing is drawn from the size in the container: decoders take it from the stream. */
const UNKNOWN_SIZE = { widthPx: 16, heightPx: 16 };

/** A stream of Matroska for one decoder, begun with the first frame that can be decoded. Time 0 is that frame. */
export class LiveMatroska {
  readonly #codec: RecordedCodec;
  readonly #write: (bytes: Buffer) => void;
  #writer: MatroskaWriter | null = null;
  #startUs = 0;
  #lastMs = -1;
  #tail: Promise<void> = Promise.resolve();

  constructor(codec: RecordedCodec, write: (bytes: Buffer) => void) {
    this.#codec = codec;
    this.#write = write;
  }

  /** Monotonic microseconds of the stream's time 0. */
  get startUs(): number {
    return this.#startUs;
  }

  /** Frames that come before one that can be decoded are left out. Resolves when it is written. */
  frame(frame: MediaFrame, us: number): Promise<void> {
    // One after the other: a block must not overtake the header.
    this.#tail = this.#tail.then(() => this.#append(frame, us));
    return this.#tail;
  }

  async #append(frame: MediaFrame, us: number): Promise<void> {
    if (!this.#writer) {
      const codec = describe(this.#codec, frame);
      if (!codec) return;
      this.#startUs = us;
      this.#writer = new MatroskaWriter(
        { write: async (bytes) => this.#write(bytes) },
        { tracks: [{ name: 'tap', codec }], title: 'tap', startedAtMs: 0 },
      );
      await this.#writer.begin();
    }
    // Time never stands still or runs back in a stream, whatever the alignment thinks.
    const ms = Math.max(this.#lastMs + 1, Math.round((us - this.#startUs) / 1000));
    this.#lastMs = ms;
    await this.#writer.block(0, ms, frame.keyframe, frame.data);
    await this.#writer.flush();
  }
}

function describe(codec: RecordedCodec, frame: MediaFrame): MatroskaCodec | null {
  if (codec === 'audio/opus') return { id: 'A_OPUS', channels: 2 };
  if (!frame.keyframe) return null;
  if (codec === 'video/VP8') return { id: 'V_VP8', size: frame.size ?? UNKNOWN_SIZE };
  const { sps, pps } = parameterSets(frame.data);
  return sps && pps ? { id: 'V_MPEG4/ISO/AVC', size: frame.size ?? UNKNOWN_SIZE, configuration: avcConfiguration(sps, pps) } : null;
}

function parameterSets(accessUnit: Buffer): { readonly sps: Buffer | null; readonly pps: Buffer | null } {
  let sps: Buffer | null = null;
  let pps: Buffer | null = null;
  let offset = 0;
  while (offset + 4 < accessUnit.length) {
    const end = offset + 4 + accessUnit.readUInt32BE(offset);
    const nal = accessUnit.subarray(offset + 4, end);
    if (nalTypeOf(nal) === NalType.sps) sps ??= nal;
    if (nalTypeOf(nal) === NalType.pps) pps ??= nal;
    offset = end;
  }
  return { sps, pps };
}
