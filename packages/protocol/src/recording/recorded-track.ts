import { z } from 'zod';
import { MediaKind } from '../media/rtp.ts';
import { TrackSource } from '../media/room-token.ts';
import { ParticipantId, TrackId } from '../wire/ids.ts';

/** What the recorder can mux. A track of another codec is journalled all the same, and the mux says that it left it out. */
export const RecordedCodec = z.enum(['audio/opus', 'video/VP8', 'video/H264']);
export type RecordedCodec = z.infer<typeof RecordedCodec>;

/** `main` goes into the file; `analysis` (a low layer for checks) is journalled, tapped, and left out of the file. */
export const TrackPurpose = z.enum(['main', 'analysis']);
export type TrackPurpose = z.infer<typeof TrackPurpose>;

/** Simulcast or SVC layer that is forwarded to the recorder, lowest is 0. */
export const RecordedLayer = z.object({
  spatial: z.number().int().min(0).max(7),
  temporal: z.number().int().min(0).max(7).nullable(),
});
export type RecordedLayer = z.infer<typeof RecordedLayer>;

/**
 * One RTP stream as the node forwards it to the recorder. The same `trackId` may be declared again with another SSRC, payload type or
 * codec (the worker was replaced, the browser changed codec): the track goes on as its next leg.
 */
export const RecordedTrack = z.object({
  trackId: TrackId,
  participantId: ParticipantId,
  kind: MediaKind,
  source: TrackSource,
  purpose: TrackPurpose.default('main'),
  mimeType: z.string().max(64),
  clockRate: z.number().int().min(1000).max(384_000),
  channels: z.number().int().min(1).max(8).optional(),
  payloadType: z.number().int().min(0).max(127),
  ssrc: z.number().int().min(0).max(0xffff_ffff),
  /** Whether the sender stops sending in silence (Opus DTX): pauses between its packets are then no gaps. */
  dtx: z.boolean().default(false),
  layer: RecordedLayer.nullable().default(null),
});
export type RecordedTrack = z.infer<typeof RecordedTrack>;
export type RecordedTrackInput = z.input<typeof RecordedTrack>;
