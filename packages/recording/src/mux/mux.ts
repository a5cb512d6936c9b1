import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { RecordedCodec, RecordingId, TrackId } from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import { analyse } from '../analysis/analyse.ts';
import type { Analysis } from '../analysis/analyse.ts';
import { gapInfo } from '../analysis/journal-info.ts';
import type { GapInfo } from '../analysis/journal-info.ts';
import type { Leg } from '../analysis/leg.ts';
import { Timeline } from '../analysis/timeline.ts';
import type { Damage } from '../journal/damage.ts';
import { RecordType, readRecords } from '../journal/layout.ts';
import { openJournal } from '../journal/reader.ts';
import type { Journal, OpenJournalOptions } from '../journal/reader.ts';
import type { JournalSource } from '../journal/source.ts';
import { frameAssembler } from '../rtp/frame-assembler.ts';
import type { FrameAssembler, MediaFrame } from '../rtp/frame-assembler.ts';
import { parseRtp } from '../rtp/packet.ts';
import { ReorderBuffer } from '../rtp/reorder-buffer.ts';
import { RtpUnwrapper } from '../rtp/unwrap.ts';
import { Interleaver } from './interleaver.ts';
import { MatroskaWriter } from './matroska-writer.ts';
import type { ByteSink } from './matroska-writer.ts';
import { opusDurationMs } from './opus-duration.ts';
import { planMux } from './plan.ts';
import type { MuxPlan, OmittedReason, OutputTrack, RoleOf } from './plan.ts';

/** So long a missing packet is waited for, on the packets' own clock: retransmissions come within a few round trips. */
const REORDER_HOLD_US = 1_500_000;
/** Frames of different tracks are put in order within this span; covers the hold and packets that were claimed late. */
const INTERLEAVE_MS = 4_000;

export interface MuxedTrack {
  readonly trackId: TrackId;
  readonly participantId: string;
  readonly kind: 'audio' | 'video';
  readonly source: string;
  readonly codec: RecordedCodec;
  /** In the file. */
  readonly frames: number;
  /** Received in part, or not decodable for want of something lost before. */
  readonly droppedFrames: number;
  readonly lostPackets: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly resolutions: readonly { readonly atMs: number; readonly widthPx: number; readonly heightPx: number }[];
}

export interface MuxResult {
  readonly recordingId: RecordingId | null;
  /** Wall clock at time 0 of the file. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly tracks: readonly MuxedTrack[];
  readonly omitted: readonly { readonly trackId: TrackId; readonly codec: string; readonly reason: OmittedReason }[];
  readonly gaps: readonly GapInfo[];
  readonly tornBytes: number;
  /** Everything in the journal that could not be used, and why. */
  readonly missing: readonly Damage[];
  readonly complete: boolean;
}

export interface MuxOptions extends OpenJournalOptions {
  /** From 0 to 1. */
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal;
  /** What a participant is in the call, for the names of their tracks: `guest`. The journal knows nobody. */
  readonly roleOf?: RoleOf;
}

/**
 * Muxes a journal to Matroska by copying: no picture and no sound is decoded. All tracks stand on one clock; time 0 is the first recorded
 * sample. Damaged journals give everything that is left. The file appears under its name when it is whole.
 * Errors: `not_found` (no journal there), `recording_not_ready` (nothing in it can be muxed), `forbidden` (the key opens nothing).
 */
export async function muxToMatroska(source: JournalSource, outputPath: string, options: MuxOptions = {}): Promise<MuxResult> {
  const { onProgress, signal } = options;
  const journal = await openJournal(source, options);
  if (!journal.unlocked) throw new AppError('forbidden');
  const chunks = Math.max(1, journal.chunkCount);
  let done = 0;
  const step = (): void => onProgress?.(Math.min(1, ++done / (2 * chunks)));

  const analysis = await analyse(journal, { onChunk: step, signal });
  const missing = journal.damage;
  const plan = planMux(analysis, options.roleOf);
  if (plan.outputs.length === 0) throw new AppError('recording_not_ready');

  const draftPath = `${outputPath}.part`;
  const file = await open(draftPath, 'w', 0o600);
  try {
    const result = await new Muxer(journal, analysis, plan, fileSink(file)).run(step, signal);
    await file.sync();
    await file.close();
    await rename(draftPath, outputPath);
    const tornBytes = missing.reduce((sum, entry) => sum + (entry.kind === 'torn' ? entry.bytes : 0), 0);
    return { ...result, tornBytes, missing, complete: missing.length === 0 };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draftPath, { force: true });
    throw error;
  }
}

interface Span {
  firstMs: number | null;
  lastMs: number | null;
  frames: number;
}

interface Lane {
  readonly unwrapper: RtpUnwrapper;
  readonly reorder: ReorderBuffer;
  readonly assembler: FrameAssembler;
}

/** The second pass: packets to frames to the file. */
class Muxer {
  readonly #journal: Journal;
  readonly #analysis: Analysis;
  readonly #plan: MuxPlan;
  readonly #writer: MatroskaWriter;
  readonly #interleaver = new Interleaver();
  readonly #lanes = new Map<number, Lane>();
  readonly #spans: Span[];
  #endMs = 0;

  constructor(journal: Journal, analysis: Analysis, plan: MuxPlan, sink: ByteSink) {
    this.#journal = journal;
    this.#analysis = analysis;
    this.#plan = plan;
    this.#spans = plan.outputs.map(() => ({ firstMs: null, lastMs: null, frames: 0 }));
    this.#writer = new MatroskaWriter(sink, {
      tracks: plan.outputs.map((output) => output.matroska),
      title: journal.header?.recordingId ?? 'recording',
      startedAtMs: this.#startedAtMs,
    });
    for (const [leg, output] of plan.outputOf) this.#lanes.set(leg.index, this.#lane(leg, output));
  }

  async run(step: () => void, signal: AbortSignal | undefined): Promise<Omit<MuxResult, 'tornBytes' | 'missing' | 'complete'>> {
    await this.#writer.begin();
    const timeline = new Timeline();
    for await (const chunk of this.#journal.chunks()) {
      signal?.throwIfAborted();
      timeline.enter(chunk);
      for (const block of chunk.blocks) await this.#block(block, timeline);
      step();
    }
    for (const { reorder, assembler } of this.#lanes.values()) {
      reorder.flush();
      assembler.flush();
    }
    await this.#writeBefore(Number.POSITIVE_INFINITY);
    await this.#writer.finish(this.#endMs);
    return this.#result();
  }

  async #block(block: Buffer, timeline: Timeline): Promise<void> {
    let nowUs = Number.NEGATIVE_INFINITY;
    for (const record of readRecords(block)) {
      if (record.type !== RecordType.rtp) continue;
      const lane = this.#lanes.get(record.trackIndex);
      const packet = lane ? parseRtp(record.bytes) : null;
      const arrivedUs = timeline.at(record.arrivalUs);
      nowUs = Math.max(nowUs, arrivedUs);
      if (!lane || !packet) continue;
      const place = lane.unwrapper.push(packet.seq, packet.timestamp, arrivedUs);
      lane.reorder.push({ ...place, marker: packet.marker, payload: packet.payload, arrivedUs });
    }
    if (nowUs === Number.NEGATIVE_INFINITY) return;
    for (const { reorder } of this.#lanes.values()) reorder.advance(nowUs);
    await this.#writeBefore(this.#toMs(nowUs) - INTERLEAVE_MS);
  }

  async #writeBefore(ms: number): Promise<void> {
    for (const frame of this.#interleaver.takeBefore(ms)) {
      const span = this.#spans[frame.output] as Span;
      span.firstMs ??= frame.ms;
      span.lastMs = frame.ms;
      span.frames += 1;
      const isOpus = this.#plan.outputs[frame.output]?.matroska.codec.id === 'A_OPUS';
      this.#endMs = Math.max(this.#endMs, frame.ms + (isOpus ? opusDurationMs(frame.data) : 0));
      await this.#writer.block(frame.output, frame.ms, frame.keyframe, frame.data);
    }
  }

  #lane(leg: Leg, output: number): Lane {
    const assembler = frameAssembler(leg.codec as RecordedCodec, (frame) => this.#frame(leg, output, frame));
    return {
      unwrapper: new RtpUnwrapper(leg.track.clockRate),
      reorder: new ReorderBuffer(REORDER_HOLD_US, (packet, gap) => assembler.push(packet, gap)),
      assembler,
    };
  }

  #frame(leg: Leg, output: number, frame: MediaFrame): void {
    const timing = leg.timings[frame.segment];
    if (!timing) return;
    const ms = Math.max(0, Math.round(this.#toMs(timing.toUs(frame.ticks))));
    this.#interleaver.add({ output, ms, keyframe: frame.keyframe, data: frame.data });
  }

  #toMs(us: number): number {
    return (us - this.#plan.startUs) / 1000;
  }

  get #startedAtMs(): number {
    const { first } = this.#analysis;
    return first ? first.wallMs + (this.#plan.startUs - first.us) / 1000 : 0;
  }

  #result(): Omit<MuxResult, 'tornBytes' | 'missing' | 'complete'> {
    const ms = (us: number): number => Math.round(this.#toMs(us));
    return {
      recordingId: this.#journal.header?.recordingId ?? null,
      startedAt: new Date(Math.round(this.#startedAtMs)).toISOString(),
      durationMs: Math.round(this.#endMs),
      tracks: this.#plan.outputs.map((output, index) => this.#muxedTrack(output, index, ms)),
      omitted: this.#plan.omitted,
      gaps: gapInfo(this.#analysis.gaps, ms),
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
      droppedFrames: legs.reduce((sum, leg) => sum + (this.#lanes.get(leg.index)?.assembler.droppedFrames ?? 0), 0),
      lostPackets: legs.reduce((sum, leg) => sum + leg.ledger.lost, 0),
      resolutions: legs
        .flatMap((leg) => leg.sizes)
        .map(({ at, widthPx, heightPx }) => ({ atMs: Math.max(0, ms(at.us)), widthPx, heightPx })),
    };
  }
}

function fileSink(file: FileHandle): ByteSink {
  const writeAll = async (bytes: Buffer, position: number | null): Promise<void> => {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position === null ? null : position + done);
      done += bytesWritten;
    }
  };
  return { write: (bytes) => writeAll(bytes, null), writeAt: writeAll };
}
