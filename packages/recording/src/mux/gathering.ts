import type { NodeKey, RecordingId } from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import { Analyser } from '../analysis/analyse.ts';
import type { Analysis } from '../analysis/analyse.ts';
import type { Leg } from '../analysis/leg.ts';
import type { Damage } from '../journal/damage.ts';
import type { UnwrapKey } from '../journal/data-key.ts';
import { openJournal } from '../journal/reader.ts';
import type { ReadChunk, ReadThrough } from '../journal/reader.ts';
import type { JournalSource } from '../journal/source.ts';
import { frameAssembler } from '../rtp/frame-assembler.ts';
import type { FrameAssembler } from '../rtp/frame-assembler.ts';
import { ReorderBuffer } from '../rtp/reorder-buffer.ts';
import { FrameSpool } from './frame-spool.ts';

/** So long a missing packet is waited for, on the packets' own clock: retransmissions come within a few round trips. */
const REORDER_HOLD_US = 1_500_000;

/** Everything of a journal: its frames, and what places them in time. */
export interface Gathered {
  readonly recordingId: RecordingId | null;
  readonly analysis: Analysis;
  readonly frames: FrameSpool;
  /** Of each stream that frames were made of. */
  readonly counts: ReadonlyMap<Leg, FrameCounts>;
  readonly missing: readonly Damage[];
}

export interface FrameCounts {
  readonly frames: number;
  readonly keyframes: number;
  readonly dropped: number;
}

interface GatheringOptions {
  readonly unwrapKey?: UnwrapKey | undefined;
  /** Folder in which there is room for the frames until `close`. */
  readonly folder: string;
}

interface CompleteOptions {
  readonly nodeKey?: NodeKey | undefined;
  /** From 0 to 1. */
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal | undefined;
}

interface Lane {
  readonly reorder: ReorderBuffer;
  readonly assembler: FrameAssembler;
  keyframes: number;
}

/**
 * Goes through a journal once and makes frames of its packets. It can be done while the journal is written (`follow`), so that little is left to do when it
 * ends; what comes of it is the same.
 */
export class Gathering {
  readonly #source: JournalSource;
  readonly #unwrapKey: UnwrapKey | undefined;
  readonly #frames: FrameSpool;
  readonly #lanes = new Map<Leg, Lane>();
  readonly #analyser = new Analyser({
    packet: (leg, { packet, place }, arrivedUs) =>
      this.#laneOf(leg)?.reorder.push({ ...place, marker: packet.marker, payload: packet.payload, arrivedUs }),
    passed: (newestUs) => {
      for (const { reorder } of this.#lanes.values()) reorder.advance(newestUs);
      this.#frames.passed(newestUs);
    },
  });
  readonly #seals: ReadThrough['seals'][number][] = [];
  #seq = 0;

  static async begin(source: JournalSource, { unwrapKey, folder }: GatheringOptions): Promise<Gathering> {
    return new Gathering(source, unwrapKey, await FrameSpool.create(folder));
  }

  private constructor(source: JournalSource, unwrapKey: UnwrapKey | undefined, frames: FrameSpool) {
    this.#source = source;
    this.#unwrapKey = unwrapKey;
    this.#frames = frames;
  }

  /** The last chunk that was taken in; 0 before any. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes in what has come; false when the next chunk is not as it was written, which only `complete` can deal with. */
  async follow(): Promise<boolean> {
    const journal = await openJournal(this.#source, { ...this.#keys, read: this.#read });
    for await (const chunk of journal.wholeChunks()) {
      await this.#take(chunk);
      this.#seals.push(chunk.seal);
      this.#seq = chunk.seq;
    }
    return journal.damage.length === 0;
  }

  /**
   * Takes in the rest of a journal that has ended. To be called once, and nothing after it; whatever it throws, the gathering is of no more use than to be
   * closed. Errors: `not_found` (no journal there), `forbidden` (the key opens nothing).
   */
  async complete({ nodeKey, onProgress, signal }: CompleteOptions = {}): Promise<Gathered> {
    const journal = await openJournal(this.#source, { ...this.#keys, ...(nodeKey ? { nodeKey } : {}), read: this.#read });
    if (!journal.unlocked) throw new AppError('forbidden');
    let done = 0;
    for await (const chunk of journal.chunks()) {
      signal?.throwIfAborted();
      await this.#take(chunk);
      onProgress?.(Math.min(1, ++done / journal.chunkCount));
    }
    for (const { reorder, assembler } of this.#lanes.values()) {
      reorder.flush();
      assembler.flush();
    }
    await this.#frames.settle();
    const counts = [...this.#lanes].map(
      ([leg, { assembler, keyframes }]) => [leg, { frames: assembler.frames, keyframes, dropped: assembler.droppedFrames }] as const,
    );
    return {
      recordingId: journal.header?.recordingId ?? null,
      analysis: this.#analyser.finish(),
      frames: this.#frames,
      counts: new Map(counts),
      missing: journal.damage,
    };
  }

  close(): Promise<void> {
    return this.#frames.close();
  }

  get #keys() {
    return this.#unwrapKey ? { unwrapKey: this.#unwrapKey } : {};
  }

  get #read(): ReadThrough {
    return { seq: this.#seq, seals: this.#seals };
  }

  async #take(chunk: ReadChunk): Promise<void> {
    this.#analyser.chunk(chunk);
    await this.#frames.settle();
  }

  /** Null for a stream that never becomes a track of a file. */
  #laneOf(leg: Leg): Lane | null {
    const known = this.#lanes.get(leg);
    if (known) return known;
    if (leg.codec === null || leg.track.purpose !== 'main') return null;
    const assembler = frameAssembler(leg.codec, (frame) => {
      if (frame.keyframe) lane.keyframes += 1;
      this.#frames.frame(leg.index, frame);
    });
    const lane: Lane = {
      assembler,
      reorder: new ReorderBuffer(REORDER_HOLD_US, (packet, gap) => assembler.push(packet, gap)),
      keyframes: 0,
    };
    this.#lanes.set(leg, lane);
    return lane;
  }
}
