import { z } from 'zod';
import { ParticipantId, SubscriptionId, TrackId } from '../wire/ids.ts';
import type { NotificationTable } from '../wire/request.ts';
import { MediaSetup, PublishedTrack, RoomPeer } from './peer-requests.ts';
import { RoomRecordingState } from './quality.ts';
import { MediaKind, RtpParameters } from './rtp.ts';
import { TrackSource } from './room-token.ts';

/** Why a room or a peer's place in it came to an end. */
export const LeaveReason = z.enum(['left', 'removed', 'timed_out', 'replaced', 'room_closed', 'node_stopped']);
export type LeaveReason = z.infer<typeof LeaveReason>;

/** What a node tells a peer unasked. */
export const peerNotifications = {
  'peer.joined': RoomPeer,
  /** The peer's socket is gone or back; its media may well go on. */
  'peer.connection': z.object({ participantId: ParticipantId, connected: z.boolean() }),
  'peer.left': z.object({ participantId: ParticipantId, reason: LeaveReason }),
  'track.published': PublishedTrack,
  'track.changed': z.object({ trackId: TrackId, participantId: ParticipantId, paused: z.boolean() }),
  'track.ended': z.object({ trackId: TrackId, participantId: ParticipantId }),
  /** Somebody here cannot decode what this track is sent with: it is to be published anew with this codec. */
  'codec.wanted': z.object({ trackId: TrackId, mimeType: z.enum(['video/H264', 'video/VP8']) }),
  'subscription.offered': z.object({
    subscriptionId: SubscriptionId,
    generation: z.number().int().nonnegative(),
    trackId: TrackId,
    participantId: ParticipantId,
    kind: MediaKind,
    source: TrackSource,
    producerPaused: z.boolean(),
    rtpParameters: RtpParameters,
  }),
  'subscription.ended': z.object({ subscriptionId: SubscriptionId }),
  'subscription.layer': z.object({ subscriptionId: SubscriptionId, spatialLayer: z.number().int().nullable() }),
  /** Levels in dBov (−127 … 0, RFC 6464), loudest first; empty in silence. */
  'speaker.levels': z.object({ levels: z.array(z.object({ participantId: ParticipantId, level: z.number() })).max(8) }),
  /** mediasoup's 0–10 score of each of the peer's own tracks and subscriptions. */
  'quality.scores': z.object({
    tracks: z.array(z.object({ trackId: TrackId, score: z.number().min(0).max(10) })),
    subscriptions: z.array(z.object({ subscriptionId: SubscriptionId, score: z.number().min(0).max(10) })),
  }),
  'recording.changed': RoomRecordingState,
  'hold.changed': z.object({ held: z.boolean() }),
  /** The worker died: everything is made anew on another one, in the same room and the same recording. */
  'room.rebuilt': MediaSetup,
  /** This page is no longer in the room: another page of the same person took its place, or the room closed. Don't come back by yourself. */
  'peer.ended': z.object({ reason: LeaveReason }),
} as const satisfies NotificationTable;
export type PeerNotifications = typeof peerNotifications;
