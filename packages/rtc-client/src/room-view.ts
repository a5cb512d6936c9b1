import type {
  AppError,
  LeaveReason,
  MediaKind,
  NetworkSample,
  ParticipantId,
  RoomGrants,
  RoomRecordingState,
  SubscriptionId,
  TrackId,
  TrackSource,
} from '@guichet/protocol';
import type { ConnectionState, MediaState } from './connection-state.ts';

/** A track of somebody else. */
export interface RemoteTrack {
  readonly trackId: TrackId;
  readonly participantId: ParticipantId;
  readonly kind: MediaKind;
  readonly source: TrackSource;
  /** Its publisher has muted it. */
  readonly paused: boolean;
  /** What to play or show; null until this browser's end of it exists. The object changes when the room moved to another worker. */
  readonly media: MediaStreamTrack | null;
  readonly subscriptionId: SubscriptionId | null;
  /** Simulcast layer that arrives now, lowest is 0; null when nothing arrives or there are no layers. */
  readonly spatialLayer: number | null;
}

export interface RemotePeer {
  readonly participantId: ParticipantId;
  /** Its socket is there; without it its media may well go on. */
  readonly connected: boolean;
  /** Since when its socket is gone, Unix ms of this machine; null while it is there. */
  readonly awaySinceMs: number | null;
  readonly tracks: readonly RemoteTrack[];
}

/** A track of one's own, as the client means it to be; it is brought back after every interruption. */
export interface LocalTrack {
  readonly source: TrackSource;
  readonly media: MediaStreamTrack;
  readonly muted: boolean;
  /** Known while the node holds it. */
  readonly trackId: TrackId | null;
}

/**
 * Why it is over: what the node said; `refused` when no pass was to be had or the node turned the page away (see `error`);
 * `unsupported` when this browser has no WebRTC that mediasoup-client knows.
 */
export type EndReason = LeaveReason | 'refused' | 'unsupported';

export interface RoomEnd {
  readonly reason: EndReason;
  readonly error: AppError | null;
}

export interface Reconnecting {
  /** Unix ms of this machine. */
  readonly sinceMs: number;
  /** 1 is the first attempt. */
  readonly attempt: number;
}

/** All an app needs to draw a call. Immutable: a new object after each change, so that it fits `useSyncExternalStore`. */
export interface RoomView {
  readonly state: ConnectionState;
  readonly media: MediaState;
  /** Since when packets can't flow, Unix ms of this machine; null while they can or never could. */
  readonly interruptedSinceMs: number | null;
  readonly reconnecting: Reconnecting | null;
  readonly end: RoomEnd | null;
  readonly participantId: ParticipantId | null;
  readonly grants: RoomGrants | null;
  readonly peers: readonly RemotePeer[];
  readonly local: readonly LocalTrack[];
  readonly recording: RoomRecordingState;
  /** This page is on hold: it neither hears nor is heard. */
  readonly held: boolean;
}

/** One look at the connection, with what only this page needs beside what is reported. */
export interface QualitySample extends NetworkSample {
  /** What the browser's congestion control thinks the line up would carry; null where it does not say. */
  readonly availableUplinkKbps: number | null;
  /** Estimated speech quality, 1 (bad) … 4.5 (excellent): ITU-T G.107's mean opinion score. Null until measured. */
  readonly score: number | null;
  /** Pictures decoded per second, all tracks together; null without a picture. */
  readonly framesPerSecond: number | null;
}

export interface SpeakerLevel {
  readonly participantId: ParticipantId;
  /** dBov, −127 … 0 (RFC 6464). */
  readonly level: number;
}

/** Of a client that has not been anywhere yet. */
export const emptyRoomView: RoomView = {
  state: 'idle',
  media: 'new',
  interruptedSinceMs: null,
  reconnecting: null,
  end: null,
  participantId: null,
  grants: null,
  peers: [],
  local: [],
  recording: { status: 'none', trouble: null, lastWrittenAtMs: null },
  held: false,
};
