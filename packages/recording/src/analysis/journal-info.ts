import type { ChainProblem } from '@guichet/evidence';
import type { RecordingId, TrackId } from '@guichet/protocol';
import { DamageKind } from '../journal/damage.ts';
import type { Damage } from '../journal/damage.ts';
import { openJournal } from '../journal/reader.ts';
import type { Journal, OpenJournalOptions } from '../journal/reader.ts';
import type { JournalSource } from '../journal/source.ts';
import { analyse } from './analyse.ts';
import type { AnalysedTrack, Analysis, Gap } from './analyse.ts';

/** What is in clear: enough to tell whether a journal is whole, not what it holds. */
export interface ClearInfo {
  readonly recordingId: RecordingId | null;
  readonly createdAt: string | null;
  /** When the last chunk was closed; null while none is. */
  readonly closedAt: string | null;
  /** Ended on purpose: the last chunk is marked final. */
  readonly complete: boolean;
  readonly epochs: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  readonly tornBytes: number;
  readonly chain: {
    readonly ok: boolean;
    readonly verifiedThrough: number;
    readonly head: string;
    readonly problems: readonly ChainProblem[];
  };
  readonly damage: readonly Damage[];
}

export interface TrackInfo {
  readonly trackId: TrackId;
  readonly participantId: string;
  readonly kind: string;
  readonly source: string;
  readonly purpose: string;
  readonly codecs: readonly string[];
  /** Milliseconds from the recording's first packet. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly packets: number;
  readonly bytes: number;
  readonly lostPackets: number;
  readonly duplicatePackets: number;
  readonly alignedBy: readonly string[];
  readonly driftPpm: readonly number[];
  readonly resolutions: readonly { readonly atMs: number; readonly widthPx: number; readonly heightPx: number }[];
}

export interface GapInfo {
  readonly trackId: TrackId | null;
  readonly cause: Gap['cause'];
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What only the holder of the key learns. */
export interface ContentInfo {
  readonly startedAt: string | null;
  readonly durationMs: number;
  readonly closedReason: string | null;
  readonly tracks: readonly TrackInfo[];
  readonly gaps: readonly GapInfo[];
  readonly clock: {
    /** By the last sample; null when the system did not tell. */
    readonly synchronised: boolean | null;
    readonly offsetMs: number | null;
    readonly source: string | null;
    readonly jumps: readonly { readonly atMs: number; readonly byMs: number }[];
  };
}

export interface JournalInfo extends ClearInfo {
  /** Null without a key that opens it. */
  readonly content: ContentInfo | null;
}

/** Reads a journal from one end to the other and says what is in it and what is not. */
export async function journalInfo(source: JournalSource, options: OpenJournalOptions = {}): Promise<JournalInfo> {
  const journal = await openJournal(source, options);
  const clear = new ClearTally();
  const analysis = await analyse(journal, { onChunk: (chunk) => clear.add(chunk) });
  return { ...(await clear.info(journal)), content: journal.unlocked ? contentInfo(analysis) : null };
}

class ClearTally {
  #chunks = 0;
  #sizeBytes = 0;
  #tornBytes = 0;
  #closedAtMs: number | null = null;

  add(chunk: { readonly sizeBytes: number; readonly tornBytes: number; readonly seal: { readonly closedAtMs: number } | null }): void {
    this.#chunks += 1;
    this.#sizeBytes += chunk.sizeBytes;
    this.#tornBytes += chunk.tornBytes;
    this.#closedAtMs = chunk.seal?.closedAtMs ?? this.#closedAtMs;
  }

  async info(journal: Journal): Promise<ClearInfo> {
    const { ok, verifiedThrough, lastHead, problems } = await journal.chain();
    return {
      recordingId: journal.header?.recordingId ?? null,
      createdAt: isoOrNull(journal.header?.createdAtMs ?? null),
      closedAt: isoOrNull(this.#closedAtMs),
      complete: !journal.damage.some((entry) => entry.kind === DamageKind.notFinal),
      epochs: journal.epochs.size,
      chunks: this.#chunks,
      sizeBytes: this.#sizeBytes,
      tornBytes: this.#tornBytes,
      chain: { ok, verifiedThrough, head: lastHead, problems },
      damage: journal.damage,
    };
  }
}

export function contentInfo(analysis: Analysis): ContentInfo {
  const startUs = analysis.first?.us ?? 0;
  const ms = (us: number): number => Math.round((us - startUs) / 1000);
  const lastSample = analysis.clock.samples.at(-1);
  return {
    startedAt: isoOrNull(analysis.first?.wallMs ?? null),
    durationMs: analysis.last ? Math.max(0, ms(analysis.last.us)) : 0,
    closedReason: analysis.closedReason,
    tracks: analysis.tracks.map((track) => trackInfo(track, ms)),
    gaps: gapInfo(analysis.gaps, ms),
    clock: {
      synchronised: lastSample?.synchronised ?? null,
      offsetMs: lastSample?.offsetMs ?? null,
      source: lastSample?.source ?? null,
      jumps: analysis.clock.jumps.map((jump) => ({ atMs: ms(jump.at.us), byMs: jump.byMs })),
    },
  };
}

export function gapInfo(gaps: readonly Gap[], ms: (us: number) => number): GapInfo[] {
  return gaps.map(({ trackId, cause, from, to }) => ({
    trackId,
    cause,
    from: iso(from.wallMs),
    to: iso(to.wallMs),
    fromMs: ms(from.us),
    toMs: ms(to.us),
  }));
}

function trackInfo({ track, legs }: AnalysedTrack, ms: (us: number) => number): TrackInfo {
  const sum = (value: (leg: (typeof legs)[number]) => number): number => legs.reduce((total, leg) => total + value(leg), 0);
  const heard = legs.filter((leg) => leg.first !== null);
  const timings = heard.flatMap((leg) => leg.timings);
  return {
    trackId: track.trackId,
    participantId: track.participantId,
    kind: track.kind,
    source: track.source,
    purpose: track.purpose,
    codecs: [...new Set(legs.map((leg) => leg.codec ?? leg.track.mimeType))],
    firstMs: heard.length === 0 ? null : Math.min(...heard.map((leg) => ms(leg.first?.us ?? 0))),
    lastMs: heard.length === 0 ? null : Math.max(...heard.map((leg) => ms(leg.last?.us ?? 0))),
    packets: sum((leg) => leg.ledger.received),
    bytes: sum((leg) => leg.bytes),
    lostPackets: sum((leg) => leg.ledger.lost),
    duplicatePackets: sum((leg) => leg.ledger.duplicates),
    alignedBy: timings.map((timing) => timing.alignedBy),
    driftPpm: timings.map((timing) => Math.round(timing.driftPpm * 10) / 10),
    resolutions: legs.flatMap((leg) => leg.sizes).map(({ at, widthPx, heightPx }) => ({ atMs: ms(at.us), widthPx, heightPx })),
  };
}

const iso = (wallMs: number): string => new Date(Math.round(wallMs)).toISOString();
const isoOrNull = (wallMs: number | null): string | null => (wallMs === null ? null : iso(wallMs));
