import type { GapCause, RecordedTrack, TrackId } from '@guichet/protocol';
import { assertNever } from '@guichet/protocol';
import type { JournalEvent } from '../journal/events.ts';
import { parseJournalEvent } from '../journal/events.ts';
import { NO_TRACK, RecordType, readRecords } from '../journal/layout.ts';
import type { Journal, ReadChunk } from '../journal/reader.ts';
import { senderReports } from '../rtp/packet.ts';
import { GapWatch } from './gap-watch.ts';
import type { Moment, SilentSpan } from './gap-watch.ts';
import { silenceLimitMs } from '../journal/silence-limit.ts';
import { Interruption } from './interruption.ts';
import { Leg } from './leg.ts';
import type { HeardPacket } from './leg.ts';
import { Timeline } from './timeline.ts';

export interface Gap {
  /** Null: all tracks. */
  readonly trackId: TrackId | null;
  readonly from: Moment;
  readonly to: Moment;
  readonly cause: GapCause | 'damage';
}

export interface ClockSample {
  readonly at: Moment;
  readonly synchronised: boolean | null;
  readonly offsetMs: number | null;
  readonly source: string;
}

/** All legs of one track, and its holes. */
export interface AnalysedTrack {
  readonly track: RecordedTrack;
  readonly legs: readonly Leg[];
  readonly gaps: readonly Gap[];
}

export interface Analysis {
  readonly tracks: readonly AnalysedTrack[];
  readonly legs: ReadonlyMap<number, Leg>;
  /** Of all tracks together, in order of time. */
  readonly gaps: readonly Gap[];
  readonly first: Moment | null;
  readonly last: Moment | null;
  readonly closedReason: string | null;
  readonly clock: { readonly samples: readonly ClockSample[]; readonly jumps: readonly { readonly at: Moment; readonly byMs: number }[] };
}

interface TrackEntry {
  track: RecordedTrack;
  readonly legs: Leg[];
  readonly watch: GapWatch;
}

/** Whoever goes along: what the packets carry need not be read a second time. */
export interface PacketListener {
  packet(leg: Leg, heard: HeardPacket, arrivedUs: number): void;
  /** A block is through, the newest packet of which arrived then. */
  passed(newestUs: number): void;
}

/** One pass through a journal, in bounded memory: everything that has to be known before its packets can be placed in time. */
export class Analyser {
  readonly #listener: PacketListener | null;
  readonly #timeline = new Timeline();
  readonly #legs = new Map<number, Leg>();
  readonly #bySsrc = new Map<number, Leg>();
  readonly #tracks = new Map<TrackId, TrackEntry>();
  readonly #interruptions: Interruption[] = [];
  readonly #samples: ClockSample[] = [];
  readonly #jumps: { at: Moment; byMs: number }[] = [];
  #epoch: number | null = null;
  #lastSeq = 0;
  #first: Moment | null = null;
  #last: Moment | null = null;
  #closedReason: string | null = null;
  /** Begun, and not ended by a packet yet. */
  #interruption: Interruption | null = null;

  constructor(listener: PacketListener | null = null) {
    this.#listener = listener;
  }

  chunk(chunk: ReadChunk): void {
    const { header } = chunk;
    if (!header || chunk.blocks.length === 0) {
      this.#interrupt('damage');
      return;
    }
    this.#timeline.enter(chunk);
    if (this.#epoch !== null && header.epoch !== this.#epoch) this.#interrupt('service_down');
    else if (this.#lastSeq > 0 && chunk.seq !== this.#lastSeq + 1) this.#interrupt('damage');
    this.#epoch = header.epoch;
    this.#lastSeq = chunk.seq;
    for (const block of chunk.blocks) this.#block(block);
  }

  finish(): Analysis {
    const end = this.#last;
    if (end && this.#closedReason !== null) for (const { watch } of this.#tracks.values()) watch.close(end);
    const tracks = [...this.#tracks.values()].map(({ track, legs, watch }) => ({
      track,
      legs,
      gaps: watch.found.filter((span) => !this.#isExplained(span, track)).map((span): Gap => ({ ...span, cause: 'track_silent' })),
    }));
    const ofAll = this.#interruptions.map((interruption) => interruption.gap()).filter((gap) => gap !== null);
    const gaps = [...ofAll, ...tracks.flatMap((track) => track.gaps)].sort((a, b) => a.from.us - b.from.us);
    return {
      tracks,
      legs: this.#legs,
      gaps,
      first: this.#first,
      last: this.#last,
      closedReason: this.#closedReason,
      clock: { samples: this.#samples, jumps: this.#jumps },
    };
  }

  #block(block: Buffer): void {
    let newestUs = Number.NEGATIVE_INFINITY;
    for (const { type, trackIndex, arrivalUs, bytes } of readRecords(block)) {
      const at = { us: this.#timeline.at(arrivalUs), wallMs: this.#timeline.wallMsAt(arrivalUs) };
      if (type === RecordType.rtp) newestUs = Math.max(newestUs, at.us);
      if (type === RecordType.event) this.#event(parseJournalEvent(bytes), at);
      else this.#packet(type, trackIndex, bytes, at);
    }
    if (newestUs > Number.NEGATIVE_INFINITY) this.#listener?.passed(newestUs);
  }

  #packet(type: RecordType, index: number, bytes: Buffer, at: Moment): void {
    this.#interruption?.end(at);
    this.#interruption = null;
    if (!this.#first || at.us < this.#first.us) this.#first = at;
    if (!this.#last || at.us > this.#last.us) this.#last = at;
    if (type === RecordType.rtcp || index === NO_TRACK) {
      for (const report of senderReports(bytes)) this.#bySsrc.get(report.ssrc)?.report(report.timestamp, at);
      return;
    }
    const leg = this.#legs.get(index);
    if (!leg) return;
    const heard = leg.packet(bytes, at);
    this.#interruptions.at(-1)?.packet(leg);
    this.#tracks.get(leg.track.trackId)?.watch.packet(at);
    if (heard) this.#listener?.packet(leg, heard, at.us);
  }

  #event(event: JournalEvent | null, at: Moment): void {
    if (!event) return;
    if (event.type === 'writing.resumed') this.#interrupt(event.reason);
    if (event.type === 'writing.paused') this.#interrupt('paused_by_step');
    // A service that restarts while it is to write nothing goes on writing nothing.
    const isPaused = this.#interruption?.cause === 'paused_by_step';
    if (event.type === 'writing.resumed' || event.type === 'writing.unpaused' || (event.type === 'epoch.opened' && !isPaused)) {
      this.#interruption?.end(at);
    }
    if (event.type !== 'tracks.held' && (!this.#last || at.us > this.#last.us)) this.#last = at;
    switch (event.type) {
      case 'tracks.held':
        for (const { index, track, paused, closed } of event.tracks) {
          const known = this.#legs.has(index);
          this.#declare(index, track, at);
          // Only what an unreadable stretch kept from us; what was read is more exact.
          if (!known && paused) this.#tracks.get(track.trackId)?.watch.pause(at);
          if (!known && closed) this.#tracks.get(track.trackId)?.watch.close(at);
        }
        return;
      case 'track.declared':
        return this.#declare(event.index, event.track, at);
      case 'track.paused':
        return this.#tracks.get(event.trackId)?.watch.pause(at);
      case 'track.resumed':
        return this.#tracks.get(event.trackId)?.watch.resume(at);
      case 'track.closed':
        return this.#tracks.get(event.trackId)?.watch.close(at);
      case 'clock.sampled':
        this.#samples.push({ at, synchronised: event.synchronised, offsetMs: event.offsetMs, source: event.source });
        return;
      case 'clock.jumped':
        this.#jumps.push({ at, byMs: event.byMs });
        return;
      case 'journal.closed':
        this.#closedReason = event.reason;
        return;
      case 'epoch.opened':
      case 'writing.resumed':
      case 'writing.paused':
      case 'writing.unpaused':
      case 'track.layer':
      case 'gap.noted':
      case 'node.noted':
        return;
      default:
        assertNever(event);
    }
  }

  #declare(index: number, track: RecordedTrack, at: Moment): void {
    if (this.#legs.has(index)) return;
    const leg = new Leg(index, track);
    this.#legs.set(index, leg);
    this.#bySsrc.set(track.ssrc, leg);
    const entry = this.#tracks.get(track.trackId);
    if (entry) {
      entry.track = track;
      entry.legs.push(leg);
      entry.watch.redeclare(track);
      return;
    }
    this.#tracks.set(track.trackId, { track, legs: [leg], watch: new GapWatch(track, at) });
  }

  #interrupt(cause: Exclude<Gap['cause'], 'track_silent'>): void {
    if (this.#interruption || !this.#last) return;
    this.#interruption = new Interruption(cause, this.#last, this.#legs.values());
    this.#interruptions.push(this.#interruption);
  }

  /** Whether a hole of everything says it already: beyond it the track was not silent for longer than it may be. */
  #isExplained({ from, to }: SilentSpan, track: RecordedTrack): boolean {
    const limitUs = silenceLimitMs(track) * 1000;
    const stretches = this.#interruptions.map((interruption) => interruption.rough).filter((rough) => rough !== null);
    return stretches.some(
      (gap) => gap.from.us - from.us <= limitUs && to.us - gap.to.us <= limitUs && gap.from.us < to.us && gap.to.us > from.us,
    );
  }
}

interface AnalyseOptions {
  /** Told of each chunk that has been dealt with. */
  readonly onChunk?: (chunk: ReadChunk) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Goes once through the journal. */
export async function analyse(journal: Journal, { onChunk, signal }: AnalyseOptions = {}): Promise<Analysis> {
  const analyser = new Analyser();
  for await (const chunk of journal.chunks()) {
    signal?.throwIfAborted();
    analyser.chunk(chunk);
    onChunk?.(chunk);
  }
  return analyser.finish();
}
