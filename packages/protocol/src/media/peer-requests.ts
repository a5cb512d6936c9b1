import { z } from 'zod';
import { ParticipantId, SubscriptionId, TrackId } from '../wire/ids.ts';
import type { RequestTable } from '../wire/request.ts';
import { DtlsParameters, IceParameters, MediaKind, RtpCapabilities, RtpParameters, TransportParameters } from './rtp.ts';
import { PageProof, RoomGrants, TrackSource } from './room-token.ts';
import { AppliedSettings, NetworkSample, RoomRecordingState } from './quality.ts';

export const Nothing = z.object({});

/** A track as others see it. */
export const PublishedTrack = z.object({
  trackId: TrackId,
  participantId: ParticipantId,
  kind: MediaKind,
  source: TrackSource,
  paused: z.boolean(),
});
export type PublishedTrack = z.infer<typeof PublishedTrack>;

export const RoomPeer = z.object({ participantId: ParticipantId, connected: z.boolean(), tracks: z.array(PublishedTrack) });
export type RoomPeer = z.infer<typeof RoomPeer>;

/** The node's end of a peer's media; a new one (with the next `generation`) after the room moved to another worker. */
export const MediaSetup = z.object({
  generation: z.number().int().nonnegative(),
  routerRtpCapabilities: RtpCapabilities,
  send: TransportParameters,
  recv: TransportParameters,
});
export type MediaSetup = z.infer<typeof MediaSetup>;

export const RoomSnapshot = z.object({
  participantId: ParticipantId,
  grants: RoomGrants,
  media: MediaSetup,
  /** The other visible peers. */
  peers: z.array(RoomPeer),
  /** The peer's own tracks that the node still holds: all of them after a resume, none after a join. */
  ownTracks: z.array(PublishedTrack),
  recording: RoomRecordingState,
  /** Whether this peer is on hold: it neither hears nor is heard. */
  held: z.boolean(),
});
export type RoomSnapshot = z.infer<typeof RoomSnapshot>;

const Direction = z.enum(['send', 'recv']);

/** Before a peer has joined, a socket may only ask for a nonce, join and resume (role `public`). */
export const peerRequests = {
  'peer.challenge': {
    payload: Nothing,
    reply: z.object({ nonce: z.string().min(22).max(64) }),
    roles: ['public', 'peer'],
    rate: { perSecond: 2, burst: 10 },
    deadlineMs: 5_000,
  },
  'peer.join': {
    payload: z.object({ token: z.string().max(4096), proof: PageProof }),
    reply: RoomSnapshot,
    roles: ['public'],
    rate: { perSecond: 1, burst: 5 },
    deadlineMs: 10_000,
  },
  /** The same page comes back on a new socket: media was untouched meanwhile. */
  'peer.resume': {
    payload: z.object({ participantId: ParticipantId, generation: z.number().int().nonnegative(), proof: PageProof }),
    reply: RoomSnapshot,
    roles: ['public'],
    rate: { perSecond: 1, burst: 10 },
    deadlineMs: 10_000,
  },
  /** Says what the browser can decode; subscriptions are offered from then on. */
  'peer.ready': {
    payload: z.object({ rtpCapabilities: RtpCapabilities, generation: z.number().int().nonnegative() }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 2, burst: 10 },
    deadlineMs: 10_000,
  },
  'peer.leave': { payload: Nothing, reply: Nothing, roles: ['peer'], rate: { perSecond: 1, burst: 3 }, deadlineMs: 5_000 },
  'transport.connect': {
    payload: z.object({ direction: Direction, generation: z.number().int().nonnegative(), dtlsParameters: DtlsParameters }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 2, burst: 8 },
    deadlineMs: 10_000,
  },
  'transport.restartIce': {
    payload: z.object({ direction: Direction, generation: z.number().int().nonnegative() }),
    reply: z.object({ iceParameters: IceParameters }),
    roles: ['peer'],
    rate: { perSecond: 2, burst: 10 },
    deadlineMs: 10_000,
  },
  'track.publish': {
    payload: z.object({
      source: TrackSource,
      kind: MediaKind,
      generation: z.number().int().nonnegative(),
      rtpParameters: RtpParameters,
      paused: z.boolean(),
      /** What the browser really applied (3A, size, rate), from `MediaStreamTrack.getSettings()`. */
      settings: AppliedSettings,
    }),
    reply: z.object({ trackId: TrackId }),
    roles: ['peer'],
    rate: { perSecond: 2, burst: 12 },
    deadlineMs: 10_000,
  },
  /** Mute and unmute: the peer goes on being recorded as silent, and the log says so. */
  'track.pause': {
    payload: z.object({ trackId: TrackId }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 5, burst: 20 },
    deadlineMs: 5_000,
  },
  'track.resume': {
    payload: z.object({ trackId: TrackId }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 5, burst: 20 },
    deadlineMs: 5_000,
  },
  'track.close': {
    payload: z.object({ trackId: TrackId }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 5, burst: 20 },
    deadlineMs: 5_000,
  },
  /** After another microphone or camera was chosen under the same track. */
  'track.settings': {
    payload: z.object({ trackId: TrackId, settings: AppliedSettings }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 2, burst: 10 },
    deadlineMs: 5_000,
  },
  /** The browser's end of the subscription exists: media may flow (and does, once the room's recording is confirmed). */
  'subscription.resume': {
    payload: z.object({ subscriptionId: SubscriptionId }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 10, burst: 40 },
    deadlineMs: 5_000,
  },
  /** How large the picture is shown, in physical pixels; not visible pauses it. The node picks the layer from that. */
  'subscription.view': {
    payload: z.object({
      subscriptionId: SubscriptionId,
      visible: z.boolean(),
      widthPx: z.number().int().min(0).max(8192),
      heightPx: z.number().int().min(0).max(8192),
    }),
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 10, burst: 40 },
    deadlineMs: 5_000,
  },
  'quality.report': {
    payload: NetworkSample,
    reply: Nothing,
    roles: ['peer'],
    rate: { perSecond: 1, burst: 5 },
    deadlineMs: 5_000,
  },
} as const satisfies RequestTable;
export type PeerRequests = typeof peerRequests;
