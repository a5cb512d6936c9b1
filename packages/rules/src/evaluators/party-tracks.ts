import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { FactRole, type RecordingFacts, type TrackFact } from '../facts.ts';

/** Somebody under any of the roles that they have in flows. */
export const Party = z.object({ anyOf: z.array(FactRole).min(1), title: LocalText });
export type Party = z.infer<typeof Party>;

/** What is recorded of somebody's own camera and microphone: screen shares are nobody's face. */
export const ownTracks = (tracks: NonNullable<RecordingFacts['tracks']>, kind: TrackFact['kind']): TrackFact[] =>
  tracks.filter((track) => track.kind === kind && track.playable && !track.source.startsWith('screen'));

export const ofParty = <Of extends { readonly role: z.infer<typeof FactRole> | null }>(all: readonly Of[], { anyOf }: Party): Of[] =>
  all.filter(({ role }) => role !== null && anyOf.includes(role));

/** How long these tracks are, together. */
export const lengthMs = (tracks: readonly TrackFact[]): number =>
  tracks.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0);

export const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
export const percent = (share: number): string => `${Math.floor(share * 100)} %`;
