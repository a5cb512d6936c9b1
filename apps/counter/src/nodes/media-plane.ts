import type {
  NodeId,
  NodeReport,
  NodeRequests,
  PayloadOf,
  ParticipantId,
  RecordingId,
  ReportId,
  RoomGrants,
  RoomId,
  RoomMeasures,
  RoomPass,
  RoomPurpose,
  TimedPictureMeasure,
  TrackId,
} from '@guichet/protocol';

export interface RoomPlace {
  readonly nodeId: NodeId;
  readonly roomId: RoomId;
}

/** A room as the business plane remembers it; keys and sizes are the media plane's own affair. */
export interface KeptRoom {
  readonly roomId: RoomId;
  readonly purpose: RoomPurpose;
  readonly recordingId: RecordingId | null;
}

/** Rooms that a node says it holds when it registers. */
export type RegisteredRoom = PayloadOf<NodeRequests['node.register']>['rooms'][number];

export interface PassRequest {
  readonly nodeId: NodeId;
  readonly roomId: RoomId;
  readonly participantId: ParticipantId;
  readonly grants: RoomGrants;
  /** RFC 7638 thumbprint of the page's key. */
  readonly pageKey: string;
}

export interface TakenStill {
  /** When it was recorded, by the recorder's clock. */
  readonly atMs: number;
  readonly jpeg: Buffer;
}

export interface TakenSound {
  /** When its first sample was recorded, by the recorder's clock. */
  readonly atMs: number;
  /** One channel at 16 kHz. */
  readonly pcm: Int16Array;
}

export interface WantedStills {
  readonly heightPx: number;
  readonly everyMs: number;
  readonly count: number;
}

/** A small picture of somebody's camera, PNG. */
export interface SmallPicture {
  readonly atMs: number;
  readonly png: Buffer;
}

/** What is recorded of a camera, measured; the last of the pictures comes along. */
export interface ConfirmedPicture {
  readonly measure: TimedPictureMeasure;
  readonly png: Buffer;
}

export type MeasuresHandler = (nodeId: NodeId, rooms: readonly RoomMeasures[]) => void;
export type ReportHandler = (nodeId: NodeId, reportId: ReportId, report: NodeReport) => Promise<void>;
export type RegisteredHandler = (nodeId: NodeId, rooms: readonly RegisteredRoom[]) => Promise<void>;
export type LostHandler = (nodeId: NodeId) => void;

/**
 * The media plane as the rest of the counter sees it. Every command has a deadline and can be repeated without a second effect; it
 * throws `no_node` (nobody registered, or all full) or `node_unreachable` (no answer in time).
 */
export interface MediaPlane {
  /** Chooses a node (zone first, then load) and opens a room there in which nobody hears anybody before the recording is confirmed. */
  openCallRoom(input: { readonly recordingId: RecordingId }): Promise<RoomPlace>;
  /** A room for one, to measure its network; never recorded, and closed by the node when it is empty. */
  openCheckRoom(): Promise<RoomPlace>;
  /** Opens the room again on the node that held it, under the same id: after the node restarted. No effect where it is still open. */
  ensureRoom(room: KeptRoom, nodeId: NodeId): Promise<void>;
  mintPass(request: PassRequest): Promise<RoomPass>;
  closeRoom(nodeId: NodeId, roomId: RoomId, reason: string): Promise<void>;
  removePeer(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<void>;
  /** A held peer neither hears nor is heard; it goes on being recorded. */
  holdPeer(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, held: boolean): Promise<void>;
  /** Nothing of the room is written until it is resumed. Throws `not_found`, `recorder_unreachable`. */
  pauseRecording(nodeId: NodeId, roomId: RoomId, paused: boolean): Promise<void>;
  /** A picture of what is being recorded of somebody's camera: JPEG. Throws `not_found` where their camera is off, `unavailable` where none came. */
  takeStill(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<TakenStill>;
  /** The same one after the other, at least one: `count` is at most 24, `everyMs` 40 to 1,000. */
  takeStills(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, wanted: WantedStills): Promise<readonly TakenStill[]>;
  /** What is recorded of somebody's microphone from now on, for so long (at most 20 s) or until they have spoken. Throws as `takeStill` does. */
  takeSound(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, durationMs: number): Promise<TakenSound>;
  /** The newest picture of a camera that is measured. Throws `not_found` where nothing is. */
  latestPicture(nodeId: NodeId, roomId: RoomId, trackId: TrackId): Promise<SmallPicture>;
  /** The next keyframe of what is recorded of a camera. Throws as `takeStill` does. */
  confirmPicture(nodeId: NodeId, roomId: RoomId, trackId: TrackId): Promise<ConfirmedPicture>;
  /** Registered, and its control connection is up. */
  isConnected(nodeId: NodeId): boolean;
  /**
   * Handlers are called one after the other, a node's reports in their order. The node is answered only after all have resolved; it
   * repeats a report for which one rejected, so each handler calls `takeReport` inside its own transaction.
   */
  onReport(handler: ReportHandler): void;
  /** What nodes measured of what is recorded, as it comes; what nobody takes is gone. */
  onMeasures(handler: MeasuresHandler): void;
  /** After every registration, a node's first as well as its return; what it holds may differ from what we think it does. */
  onNodeRegistered(handler: RegisteredHandler): void;
  /** The control connection is gone. The media may well go on: the node keeps its rooms and comes back. */
  onNodeLost(handler: LostHandler): void;
}
