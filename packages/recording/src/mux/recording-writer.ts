import type { RecordedCodec } from '@guichet/protocol';
import { gapInfo } from '../analysis/journal-info.ts';
import type { Gathered } from './gathering.ts';
import type { SpooledFrame } from './frame-spool.ts';
import { Interleaver } from './interleaver.ts';
import type { TimedFrame } from './interleaver.ts';
import { MatroskaWriter } from './matroska-writer.ts';
import type { ByteSink } from './matroska-writer.ts';
import type { MuxResult, MuxedTrack } from './mux.ts';
import { opusDurationMs } from './opus-duration.ts';
import type { MuxPlan, OutputTrack } from './plan.ts';
import { TrackWriter } from './track-writer.ts';

/** Frames of different tracks are put in order within this span; covers the hold of missing packets and packets that were claimed late. */
const INTERLEAVE_MS = 4_000;

export type WrittenRecording = Omit<MuxResult, 'tornBytes' | 'missing' | 'complete'>;

interface RunOptions {
  /** From 0 to 1. */
  readonly onProgress: (ratio: number) => void;
  readonly signal?: AbortSignal | undefined;
}

interface Span {
  firstMs: number | null;
  lastMs: number | null;
  frames: number;
}

/** Writes the frames of a journal, now that it is known where each stands in time: all of them into one file, and those of single tracks into files of their own. */
export class RecordingWriter {
  readonly #gathered: Gathered;
  readonly #plan: MuxPlan;
  readonly #writer: MatroskaWriter;
  readonly #own: ReadonlyMap<number, TrackWriter>;
  readonly #interleaver = new Interleaver();
  readonly #spans: Span[];
  #endMs = 0;

  /** `own`: where tracks go by themselves, by their place in the plan. */
  constructor(gathered: Gathered, plan: MuxPlan, sink: ByteSink, own: ReadonlyMap<number, ByteSink> = new Map()) {
    this.#gathered = gathered;
    this.#plan = plan;
    this.#spans = plan.outputs.map(() => ({ firstMs: null, lastMs: null, frames: 0 }));
    const [title, startedAtMs] = [gathered.recordingId ?? 'recording', this.#startedAtMs];
    this.#writer = new MatroskaWriter(sink, { tracks: plan.outputs.map(({ matroska }) => matroska), title, startedAtMs });
    this.#own = new Map(
      plan.outputs.flatMap((output, index) => {
        const ownSink = own.get(index);
        if (ownSink === undefined) return [];
        return [
          [index, new TrackWriter(ownSink, { track: output.matroska, title, startedAtMs, indexEntries: this.#indexEntries(output) })],
        ];
      }),
    );
  }

  async run({ onProgress, signal }: RunOptions): Promise<WrittenRecording> {
    const { frames } = this.#gathered;
    await this.#writer.begin();
    let doneBytes = 0;
    for await (const { entries, sizeBytes } of frames.read()) {
      signal?.throwIfAborted();
      for (const entry of entries) {
        if ('passedUs' in entry) await this.#writeBefore(this.#toMs(entry.passedUs) - INTERLEAVE_MS);
        else this.#place(entry);
      }
      doneBytes += sizeBytes;
      onProgress(doneBytes / frames.sizeBytes);
    }
    await this.#writeBefore(Number.POSITIVE_INFINITY);
    await this.#writer.finish(this.#endMs);
    for (const own of this.#own.values()) await own.finish();
    return this.#result();
  }

  #place({ leg: index, segment, ticks, keyframe, data }: SpooledFrame): void {
    const leg = this.#gathered.analysis.legs.get(index);
    const output = leg && this.#plan.outputOf.get(leg);
    const timing = leg?.timings[segment];
    if (output === undefined || !timing) return;
    const ms = Math.max(0, Math.round(this.#toMs(timing.toUs(ticks))));
    this.#interleaver.add({ output, ms, keyframe, data });
  }

  async #writeBefore(ms: number): Promise<void> {
    for (const frame of this.#interleaver.takeBefore(ms)) {
      this.#note(frame);
      const written = this.#writer.block(frame.output, frame.ms, frame.keyframe, frame.data);
      if (written) await written;
      const ownWritten = this.#own.get(frame.output)?.frame(frame);
      if (ownWritten) await ownWritten;
    }
  }

  #note({ output, ms, data }: TimedFrame): void {
    const span = this.#spans[output] as Span;
    span.firstMs ??= ms;
    span.lastMs = ms;
    span.frames += 1;
    const isOpus = this.#plan.outputs[output]?.matroska.codec.id === 'A_OPUS';
    this.#endMs = Math.max(this.#endMs, ms + (isOpus ? opusDurationMs(data) : 0));
  }

  /** An upper bound: one a key frame, and at most one a cluster. */
  #indexEntries({ legs }: OutputTrack): number {
    const { first, last } = this.#gathered.analysis;
    const seconds = first && last ? Math.ceil((last.us - first.us) / 1e6) : 0;
    const keyframes = legs.reduce((sum, leg) => sum + (this.#gathered.counts.get(leg)?.keyframes ?? 0), 0);
    return Math.min(keyframes, seconds + 1);
  }

  #toMs(us: number): number {
    return (us - this.#plan.startUs) / 1000;
  }

  get #startedAtMs(): number {
    const { first } = this.#gathered.analysis;
    return first ? first.wallMs + (this.#plan.startUs - first.us) / 1000 : 0;
  }

  #result(): WrittenRecording {
    const ms = (us: number): number => Math.round(this.#toMs(us));
    return {
      recordingId: this.#gathered.recordingId,
      startedAt: new Date(Math.round(this.#startedAtMs)).toISOString(),
      durationMs: Math.round(this.#endMs),
      tracks: this.#plan.outputs.map((output, index) => this.#muxedTrack(output, index, ms)),
      omitted: this.#plan.omitted,
      gaps: gapInfo(this.#gathered.analysis.gaps, ms),
    };
  }

  #muxedTrack({ track, legs }: OutputTrack, index: number, ms: (us: number) => number): MuxedTrack {
    const span = this.#spans[index] as Span;
    return {
      trackId: track.trackId,
      participantId: track.participantId,
      kind: track.kind,
      source: track.source,
      codec: legs[0]?.codec as RecordedCodec,
      ...span,
      droppedFrames: legs.reduce((sum, leg) => sum + (this.#gathered.counts.get(leg)?.dropped ?? 0), 0),
      lostPackets: legs.reduce((sum, leg) => sum + leg.ledger.lost, 0),
      resolutions: legs
        .flatMap((leg) => leg.sizes)
        .map(({ at, widthPx, heightPx }) => ({ atMs: Math.max(0, ms(at.us)), widthPx, heightPx })),
    };
  }
}
