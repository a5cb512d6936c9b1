import { z } from 'zod';
import { SoundMeasure, TimedPictureMeasure } from '../checks/measures.ts';
import { LeaveReason } from '../media/peer-notifications.ts';
import { Nothing } from '../media/peer-requests.ts';
import { AppliedSettings, NetworkSample, RecordingTrouble, RoomRecordingStatus } from '../media/quality.ts';
import { TrackSource } from '../media/room-token.ts';
import { MediaKind } from '../media/rtp.ts';
import { NodeId, ParticipantId, RecordingId, ReportId, RoomId, TrackId } from '../wire/ids.ts';
import type { RequestTable } from '../wire/request.ts';

/**
 * The control connection: a node dials out to the counter (socket.io namespace `CONTROL_NAMESPACE`), proves its key, registers,
 * reports what happens in its rooms and obeys commands. It never learns who a participant is.
 */
export const CONTROL_NAMESPACE = '/nodes';

/** An Ed25519 public key as a JWK (RFC 8037): a node's identity. The counter enrols its thumbprint (RFC 7638). */
export const NodeKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type NodeKey = z.infer<typeof NodeKey>;

/** What a node signs (Ed25519, base64url) to register: the counter's nonce, bound to what it is for. */
export const nodeProofText = (nonce: string): string => `guichet:node:${nonce}`;

/** The counter's public keys that a node needs. */
export const JsonWebKey = z.record(z.string().max(32), z.union([z.string().max(2048), z.array(z.string().max(32)).max(8), z.boolean()]));
export type JsonWebKey = z.infer<typeof JsonWebKey>;

export const NodeLoad = z.object({
  rooms: z.number().int().nonnegative(),
  peers: z.number().int().nonnegative(),
  /** Share of one core that the busiest worker uses. */
  busiestWorkerRatio: z.number().nonnegative(),
  freeDiskBytes: z.number().nonnegative().nullable(),
});
export type NodeLoad = z.infer<typeof NodeLoad>;

const At = z.number().int().nonnegative().describe("the node's wall clock, Unix milliseconds");
const PeerFact = { at: At, roomId: RoomId, participantId: ParticipantId };
const RecordingFact = { at: At, roomId: RoomId, recordingId: RecordingId };

/** What a node reports. Each has an id: a report that was sent twice (the counter restarted before it acknowledged) counts once. */
export const NodeReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('peer.joined'), ...PeerFact }),
  z.object({ type: z.literal('peer.disconnected'), ...PeerFact }),
  z.object({ type: z.literal('peer.resumed'), ...PeerFact, awayMs: z.number().int().nonnegative() }),
  z.object({ type: z.literal('peer.replaced'), ...PeerFact }),
  z.object({ type: z.literal('peer.left'), ...PeerFact, reason: LeaveReason }),
  z.object({
    type: z.literal('track.published'),
    ...PeerFact,
    trackId: TrackId,
    kind: MediaKind,
    source: TrackSource,
    mimeType: z.string().max(64),
    settings: AppliedSettings,
  }),
  z.object({ type: z.literal('track.settings'), ...PeerFact, trackId: TrackId, settings: AppliedSettings }),
  z.object({ type: z.literal('track.paused'), ...PeerFact, trackId: TrackId, source: TrackSource }),
  z.object({ type: z.literal('track.resumed'), ...PeerFact, trackId: TrackId, source: TrackSource }),
  z.object({ type: z.literal('track.closed'), ...PeerFact, trackId: TrackId, source: TrackSource }),
  z.object({ type: z.literal('quality.sampled'), ...PeerFact, sample: NetworkSample }),
  z.object({ type: z.literal('room.rebuilt'), at: At, roomId: RoomId, generation: z.number().int().positive() }),
  z.object({ type: z.literal('room.closed'), at: At, roomId: RoomId, reason: z.string().max(64) }),
  z.object({
    type: z.literal('recording.status'),
    ...RecordingFact,
    status: RoomRecordingStatus,
    trouble: RecordingTrouble.nullable(),
    lastWrittenAtMs: At.nullable(),
  }),
  z.object({
    type: z.literal('recording.chunk_closed'),
    ...RecordingFact,
    seq: z.number().int().positive(),
    sizeBytes: z.number().int().nonnegative(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    head: z.string().regex(/^[0-9a-f]{64}$/),
    signature: z.string().max(128),
  }),
  z.object({
    type: z.literal('recording.gap'),
    ...RecordingFact,
    trackId: TrackId.nullable(),
    fromMs: At,
    toMs: At,
    trouble: RecordingTrouble,
  }),
  z.object({
    type: z.literal('recording.closed'),
    ...RecordingFact,
    chunks: z.number().int().nonnegative(),
    sizeBytes: z.number().int().nonnegative(),
    head: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
    complete: z.boolean(),
  }),
]);
export type NodeReport = z.infer<typeof NodeReport>;

/** What was measured on one track since it was last told of; of the one kind or the other. */
export const TrackMeasures = z.object({
  participantId: ParticipantId,
  trackId: TrackId,
  pictures: z.array(TimedPictureMeasure).max(20),
  sounds: z.array(SoundMeasure).max(20),
});
export type TrackMeasures = z.infer<typeof TrackMeasures>;
export const RoomMeasures = z.object({ roomId: RoomId, tracks: z.array(TrackMeasures).max(24) });
export type RoomMeasures = z.infer<typeof RoomMeasures>;

/** Node → counter. */
export const nodeRequests = {
  'node.challenge': {
    payload: Nothing,
    reply: z.object({ nonce: z.string().min(22).max(64) }),
    roles: ['public', 'node'],
    rate: { perSecond: 1, burst: 5 },
    deadlineMs: 5_000,
  },
  'node.register': {
    payload: z.object({
      key: NodeKey,
      signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
      zone: z.string().max(64),
      announcedAddresses: z.array(z.string().max(256)).max(8),
      signallingUrl: z.url(),
      capacityRooms: z.number().int().positive(),
      version: z.string().max(64),
      /** Rooms that live on the node: after the counter restarted, both sides agree again from here. */
      rooms: z.array(z.object({ roomId: RoomId, recordingId: RecordingId.nullable(), participants: z.array(ParticipantId) })).max(10_000),
    }),
    reply: z.object({
      nodeId: NodeId,
      /** Who signs room tokens (JWK set, RFC 7517). */
      tokenKeys: z.array(JsonWebKey).min(1).max(8),
    }),
    roles: ['public'],
    rate: { perSecond: 1, burst: 5 },
    deadlineMs: 10_000,
  },
  'node.heartbeat': {
    payload: NodeLoad,
    reply: Nothing,
    roles: ['node'],
    rate: { perSecond: 4, burst: 20 },
    deadlineMs: 5_000,
  },
  'node.report': {
    payload: z.object({
      reports: z
        .array(z.object({ id: ReportId, report: NodeReport }))
        .min(1)
        .max(100),
    }),
    reply: z.object({ acknowledged: z.array(ReportId) }),
    roles: ['node'],
    rate: { perSecond: 500, burst: 2_000 },
    deadlineMs: 10_000,
  },
  /** What comes too late is worth nothing: it is not kept while the counter is away, and not sent again. */
  'node.measure': {
    payload: z.object({ rooms: z.array(RoomMeasures).min(1).max(200) }),
    reply: Nothing,
    roles: ['node'],
    rate: { perSecond: 10, burst: 40 },
    deadlineMs: 5_000,
  },
} as const satisfies RequestTable;
export type NodeRequests = typeof nodeRequests;

/** `call`: between people. `check`: one peer hears and sees itself, to measure its network; never recorded. */
export const RoomPurpose = z.enum(['call', 'check']);
export type RoomPurpose = z.infer<typeof RoomPurpose>;

export const RoomPlan = z.object({
  roomId: RoomId,
  purpose: RoomPurpose,
  maxPeers: z.number().int().min(1).max(12),
  /** When set, nobody hears anybody before packets of two recorded peers are written. */
  recording: z
    .object({
      recordingId: RecordingId,
      /** Public P-256 key that the recording's data keys are wrapped to, and its id. */
      wrapKey: JsonWebKey,
      wrapKeyId: z.string().max(128),
      /** Pictures and sound are measured while they are recorded, and the measures told. */
      measured: z.boolean().optional(),
    })
    .nullable(),
});
export type RoomPlan = z.infer<typeof RoomPlan>;

/** PNG, base64: 180 lines. */
const SmallPicture = z.base64().max(400_000);

/** Counter → node. Every command can be repeated without a second effect. */
export const nodeCommands = {
  'room.open': { payload: RoomPlan, reply: Nothing, roles: ['node'], rate: { perSecond: 200, burst: 400 }, deadlineMs: 5_000 },
  'room.close': {
    payload: z.object({ roomId: RoomId, reason: z.string().max(64) }),
    reply: Nothing,
    roles: ['node'],
    rate: { perSecond: 200, burst: 400 },
    deadlineMs: 10_000,
  },
  'peer.remove': {
    payload: z.object({ roomId: RoomId, participantId: ParticipantId }),
    reply: Nothing,
    roles: ['node'],
    rate: { perSecond: 200, burst: 400 },
    deadlineMs: 5_000,
  },
  /** A held peer neither hears nor is heard; it goes on being recorded. */
  'peer.hold': {
    payload: z.object({ roomId: RoomId, participantId: ParticipantId, held: z.boolean() }),
    reply: Nothing,
    roles: ['node'],
    rate: { perSecond: 200, burst: 400 },
    deadlineMs: 5_000,
  },
  /** Nothing of the room is written until it is resumed; answered once the recorder has done so. */
  'recording.pause': {
    payload: z.object({ roomId: RoomId, paused: z.boolean() }),
    reply: Nothing,
    roles: ['node'],
    rate: { perSecond: 200, burst: 400 },
    deadlineMs: 7_000,
  },
  /** One picture of what is being recorded of somebody's camera, from now on. A second one is another picture. */
  'still.take': {
    payload: z.object({ roomId: RoomId, participantId: ParticipantId, heightPx: z.number().int().min(120).max(1080) }),
    reply: z.object({
      /** When it was recorded: the recorder's wall clock. */
      atMs: At,
      /** JPEG, base64. */
      picture: z.base64().max(900_000),
    }),
    roles: ['node'],
    rate: { perSecond: 20, burst: 60 },
    deadlineMs: 10_000,
  },
  /** Some pictures, one after the other, of what is being recorded of somebody's camera from now on: what somebody does, not only what they look like. */
  'stills.take': {
    payload: z.object({
      roomId: RoomId,
      participantId: ParticipantId,
      heightPx: z.number().int().min(120).max(1080),
      everyMs: z.number().int().min(40).max(1_000),
      count: z.number().int().min(2).max(24),
    }),
    reply: z.object({
      /** Fewer than were asked for where not all came in time, or all would be too large for one message. JPEG, base64. */
      stills: z
        .array(z.object({ atMs: At, picture: z.base64().max(900_000) }))
        .min(1)
        .max(24),
    }),
    roles: ['node'],
    rate: { perSecond: 20, burst: 60 },
    deadlineMs: 15_000,
  },
  /** What is being recorded of somebody's microphone from now on, for so long or until they have spoken and are silent again. */
  'sound.take': {
    payload: z.object({ roomId: RoomId, participantId: ParticipantId, durationMs: z.number().int().min(500).max(20_000) }),
    reply: z.object({
      /** Of the first sample. */
      atMs: At,
      /** Signed 16-bit little-endian samples of one channel at 16 kHz, base64: all of them fit into one message. */
      pcm: z.base64().max(870_000),
    }),
    roles: ['node'],
    rate: { perSecond: 20, burst: 60 },
    deadlineMs: 26_000,
  },
  /** The newest picture of a camera that is measured, small, on its way to the recorder. */
  'picture.latest': {
    payload: z.object({ roomId: RoomId, trackId: TrackId }),
    reply: z.object({ atMs: At, picture: SmallPicture }),
    roles: ['node'],
    rate: { perSecond: 500, burst: 1_000 },
    deadlineMs: 2_000,
  },
  /** What is recorded of a camera from now on, from a keyframe on: measured like what is on its way, which it confirms or does not. */
  'picture.confirm': {
    payload: z.object({ roomId: RoomId, trackId: TrackId }),
    reply: z.object({ measure: TimedPictureMeasure, picture: SmallPicture }),
    roles: ['node'],
    rate: { perSecond: 50, burst: 200 },
    deadlineMs: 10_000,
  },
} as const satisfies RequestTable;
export type NodeCommands = typeof nodeCommands;
