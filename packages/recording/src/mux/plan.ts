import type { ParticipantId, RecordedTrack, TrackId } from '@guichet/protocol';
import type { AnalysedTrack, Analysis } from '../analysis/analyse.ts';
import type { Leg } from '../analysis/leg.ts';
import { avcConfiguration } from './matroska-writer.ts';
import type { MatroskaCodec, MatroskaTrack } from './matroska-writer.ts';

/** Matroska's one-byte track numbers; no call comes near it. */
const MAX_OUTPUT_TRACKS = 120;
const SOURCE_ORDER = ['camera', 'microphone', 'screen'];

export const OmittedReason = {
  /** Not a codec that can be copied into the file. */
  codec: 'codec_not_supported',
  /** Not one key frame (or its parameter sets) was received: nothing of it can be decoded. */
  noKeyframe: 'no_keyframe',
  /** Nothing was received. */
  noPackets: 'no_packets',
  tooMany: 'too_many_tracks',
} as const;
export type OmittedReason = (typeof OmittedReason)[keyof typeof OmittedReason];

/** One track of the file: all legs of a recorded track that have the same codec. */
export interface OutputTrack {
  readonly matroska: MatroskaTrack;
  readonly track: RecordedTrack;
  readonly legs: readonly Leg[];
}

export interface MuxPlan {
  readonly outputs: readonly OutputTrack[];
  /** Which output a leg goes to. */
  readonly outputOf: ReadonlyMap<Leg, number>;
  readonly omitted: readonly { readonly trackId: TrackId; readonly codec: string; readonly reason: OmittedReason }[];
  /** Where the file's time begins: the first sample of all. */
  readonly startUs: number;
}

export type RoleOf = (participantId: ParticipantId) => string | null;

/**
 * Decides what becomes a track of the file. A change of resolution stays within its track (key frames carry their size or parameter sets);
 * a change of codec begins another track of the same name, for the container knows one codec per track.
 */
export function planMux(analysis: Analysis, roleOf: RoleOf = () => null): MuxPlan {
  const outputs: OutputTrack[] = [];
  const outputOf = new Map<Leg, number>();
  const omitted: { trackId: TrackId; codec: string; reason: OmittedReason }[] = [];

  for (const { track, legs } of inShowingOrder(analysis.tracks)) {
    if (track.purpose !== 'main') continue;
    for (const [codec, ofCodec] of Map.groupBy(legs, (leg) => leg.track.mimeType.toLowerCase())) {
      const refuse = (reason: OmittedReason) => omitted.push({ trackId: track.trackId, codec, reason });
      const described = describe(ofCodec);
      if (typeof described === 'string') {
        refuse(described);
        continue;
      }
      if (outputs.length >= MAX_OUTPUT_TRACKS) {
        refuse(OmittedReason.tooMany);
        continue;
      }
      for (const leg of ofCodec) outputOf.set(leg, outputs.length);
      outputs.push({
        matroska: {
          name: [roleOf(track.participantId), track.participantId, track.source].filter((part) => part !== null).join(' '),
          codec: described,
        },
        track,
        legs: ofCodec,
      });
    }
  }
  const starts = [...outputOf.keys()].map((leg) => leg.startsAtUs).filter((start) => start !== null);
  return { outputs, outputOf, omitted, startUs: starts.length === 0 ? (analysis.first?.us ?? 0) : Math.min(...starts) };
}

function describe(legs: readonly Leg[]): MatroskaCodec | OmittedReason {
  const first = legs[0];
  if (!first?.codec) return OmittedReason.codec;
  if (legs.every((leg) => leg.first === null)) return OmittedReason.noPackets;
  if (first.codec === 'audio/opus') return { id: 'A_OPUS', channels: first.track.channels ?? 1 };
  const size = legs.find((leg) => leg.sizes.length > 0)?.sizes[0];
  if (!size) return OmittedReason.noKeyframe;
  if (first.codec === 'video/VP8') return { id: 'V_VP8', size };
  const withSets = legs.find((leg) => leg.sps && leg.pps);
  if (!withSets?.sps || !withSets.pps) return OmittedReason.noKeyframe;
  return { id: 'V_MPEG4/ISO/AVC', size, configuration: avcConfiguration(withSets.sps, withSets.pps) };
}

/** Person by person in the order they came, each with picture, sound, screen. */
function inShowingOrder(tracks: readonly AnalysedTrack[]): AnalysedTrack[] {
  const people = [...new Set(tracks.map((entry) => entry.track.participantId))];
  const rank = ({ track }: AnalysedTrack): number =>
    people.indexOf(track.participantId) * SOURCE_ORDER.length + SOURCE_ORDER.indexOf(track.source);
  return tracks.toSorted((a, b) => rank(a) - rank(b));
}
