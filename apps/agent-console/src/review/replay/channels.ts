import type { ParticipantId, RecordingDetail, TrackSource } from '@guichet/protocol';

export type ReplayTrack = RecordingDetail['tracks'][number];
export type ReplayGap = RecordingDetail['gaps'][number];
export type ReplayParty = RecordingDetail['parties'][number];

/**
 * One source of one party over the whole recording: a party that came back, or shared a screen twice, has several tracks of one kind,
 * and a viewer thinks of them as one picture.
 */
export interface Channel {
  readonly key: string;
  readonly party: ReplayParty;
  readonly source: TrackSource;
  readonly tracks: readonly ReplayTrack[];
}

const SOURCE_ORDER: readonly TrackSource[] = ['camera', 'microphone', 'screen'];

/** The channels of a recording: customer first, then the others as they came; picture, sound, screen within a party. */
export function channelsOf({ parties, tracks }: Pick<RecordingDetail, 'parties' | 'tracks'>): Channel[] {
  const arrival = (participantId: ParticipantId) =>
    Math.min(...tracks.filter((track) => track.participantId === participantId).map((track) => track.fromMs), Number.MAX_SAFE_INTEGER);
  return parties
    .toSorted(
      (a, b) => Number(b.role === 'customer') - Number(a.role === 'customer') || arrival(a.participantId) - arrival(b.participantId),
    )
    .flatMap((party) =>
      SOURCE_ORDER.flatMap((source) => {
        const own = tracks
          .filter((track) => track.participantId === party.participantId && track.source === source)
          .toSorted((a, b) => a.fromMs - b.fromMs);
        return own.length === 0 ? [] : [{ key: `${party.participantId}-${source}`, party, source, tracks: own }];
      }),
    );
}

/** The track that is heard or seen at a position; of two that overlap the later one, which replaced the other. */
export const trackAt = (channel: Channel, positionMs: number): ReplayTrack | null =>
  channel.tracks.findLast((track) => track.fromMs <= positionMs && positionMs < track.toMs) ?? null;

/** Where the recording ends: its stated duration, or its last track, whichever is later. */
export const lengthOf = ({ durationMs, tracks }: Pick<RecordingDetail, 'durationMs' | 'tracks'>): number =>
  Math.max(durationMs ?? 0, ...tracks.map((track) => track.toMs), 1);

export const gapAt = (gaps: readonly ReplayGap[], positionMs: number): ReplayGap | null =>
  gaps.find((gap) => gap.fromMs <= positionMs && positionMs < gap.toMs) ?? null;

/** The beginning of the next gap after a position, round to the first one at the end; null without gaps. */
export function nextGapMs(gaps: readonly ReplayGap[], positionMs: number): number | null {
  const starts = gaps.map((gap) => gap.fromMs).toSorted((a, b) => a - b);
  return starts.find((startMs) => startMs > positionMs + 1) ?? starts[0] ?? null;
}
