import type { TimedFrame } from './interleaver.ts';
import { MatroskaWriter } from './matroska-writer.ts';
import type { ByteSink, MatroskaTrack } from './matroska-writer.ts';
import { opusDurationMs } from './opus-duration.ts';

interface TrackWriterOptions {
  readonly track: MatroskaTrack;
  readonly title: string;
  /** Wall clock at time 0 of the recording. */
  readonly startedAtMs: number;
  readonly indexEntries: number;
}

interface Begun {
  readonly writer: MatroskaWriter;
  /** Of the recording. */
  readonly firstMs: number;
}

/** Writes one track as WebM, with its index in front, as whoever jumps in it over a network needs that first. Time 0 is its first frame. */
export class TrackWriter {
  readonly #sink: ByteSink;
  readonly #options: TrackWriterOptions;
  #begun: Begun | null = null;
  #endMs = 0;

  constructor(sink: ByteSink, options: TrackWriterOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** What it returns is to be waited for, where it returns something. */
  frame(frame: TimedFrame): Promise<void> | undefined {
    return this.#begun ? this.#append(this.#begun, frame) : this.#begin(frame);
  }

  async finish(): Promise<void> {
    await this.#begun?.writer.finish(this.#endMs);
  }

  #append({ writer, firstMs }: Begun, { ms, keyframe, data }: TimedFrame): Promise<void> | undefined {
    const isOpus = this.#options.track.codec.id === 'A_OPUS';
    this.#endMs = Math.max(this.#endMs, ms - firstMs + (isOpus ? opusDurationMs(data) : 0));
    return writer.block(0, ms - firstMs, keyframe, data);
  }

  async #begin(frame: TimedFrame): Promise<void> {
    const { track, title, startedAtMs, indexEntries } = this.#options;
    const writer = new MatroskaWriter(this.#sink, {
      tracks: [track],
      title,
      startedAtMs: startedAtMs + frame.ms,
      docType: 'webm',
      indexEntries,
    });
    await writer.begin();
    this.#begun = { writer, firstMs: frame.ms };
    await this.#append(this.#begun, frame);
  }
}
