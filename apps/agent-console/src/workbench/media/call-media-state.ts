import type { AppError, NetworkSample, ParticipantId, RoomRecordingState, SessionId, TrackId } from '@guichet/protocol';
import type { DeviceTrouble } from '@guichet/rtc-client';

/** Another person in the call, as this page sees and hears them. */
export interface RemoteParty {
  readonly participantId: ParticipantId;
  readonly connected: boolean;
  /** Since when they are away, this machine's Unix milliseconds. */
  readonly awaySinceMs: number | null;
  readonly camera: MediaStreamTrack | null;
  /** What the node is told the size of, so that it sends the layer that fits. */
  readonly cameraId: TrackId | null;
  readonly cameraPaused: boolean;
  readonly screen: MediaStreamTrack | null;
  readonly screenId: TrackId | null;
  readonly microphone: MediaStreamTrack | null;
  readonly microphonePaused: boolean;
  /** 0 … 1. */
  readonly level: number;
}

/**
 * `unsteady`: the node is not heard from, but picture and sound flow. `reconnecting`: they do not. `failed`: could not join. `ended`: the
 * room closed or this page was put out.
 */
export type MediaPhase = 'idle' | 'joining' | 'live' | 'unsteady' | 'reconnecting' | 'replaced' | 'failed' | 'ended';

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

export interface DeviceChoice {
  readonly deviceId: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** Everything of a call that the workbench draws; replaced whole after every change. */
export interface CallMediaState {
  readonly phase: MediaPhase;
  readonly sessionId: SessionId | null;
  readonly error: AppError | null;
  /** Since when it is `unsteady` or `reconnecting`, this machine's Unix milliseconds. */
  readonly interruptedSinceMs: number | null;
  readonly selfId: ParticipantId | null;
  readonly self: {
    readonly camera: MediaStreamTrack | null;
    readonly cameraOn: boolean;
    /** Why there is no camera; null when there is one, or none was asked for. */
    readonly cameraTrouble: DeviceTrouble | null;
    readonly microphoneOn: boolean;
    readonly microphoneTrouble: DeviceTrouble | null;
    readonly level: number;
    readonly screen: MediaStreamTrack | null;
  };
  readonly remotes: readonly RemoteParty[];
  readonly network: NetworkSample | null;
  readonly recording: RoomRecordingState | null;
  /** The browser has not started the sound; it needs a click. */
  readonly soundBlocked: boolean;
  readonly devices: Readonly<Record<DeviceKind, readonly DeviceChoice[]>>;
}

export const NO_CALL: CallMediaState = {
  phase: 'idle',
  sessionId: null,
  error: null,
  interruptedSinceMs: null,
  selfId: null,
  self: { camera: null, cameraOn: true, cameraTrouble: null, microphoneOn: true, microphoneTrouble: null, level: 0, screen: null },
  remotes: [],
  network: null,
  recording: null,
  soundBlocked: false,
  devices: { microphone: [], camera: [], speaker: [] },
};
