import {
  AppError,
  type PayloadOf,
  type RecordedLayer,
  type RecordedTrackInput,
  type RecorderNotifications,
  type RecorderRequests,
  type RecordingId,
  type ReplyOf,
  type SoundMeasure,
  type TrackId,
  type WrapKey,
} from '@guichet/protocol';
import type { z } from 'zod';
import type { Sound, WantedSound } from './coming-sound.ts';
import type { ComingStills, WantedStills } from './coming-stills.ts';

type Told<Name extends keyof RecorderNotifications> = z.infer<RecorderNotifications[Name]>;

/** What the recording service says of one recording. */
export interface RecordingListener {
  /** The service is there, or gone: after it came back everything has to be said again. */
  connectionChanged(connected: boolean): void;
  progressed(progress: Told<'recording.progressed'>): void;
  chunkClosed(seal: Told<'recording.chunk_closed'>): void;
  gapNoted(gap: Told<'recording.gap_noted'>): void;
  failed(failure: Told<'recording.failed'>): void;
  recovered(): void;
  closed(facts: Told<'recording.closed'>): void;
  /** Whether closed chunks reach the store. */
  storeBehind(behind: boolean): void;
}

/** Where the recording service takes the packets of a recording: the port from any worker, the ring from one of our own build. */
export type RecorderEntrance = Pick<ReplyOf<RecorderRequests['recorder.open']>, 'rtpPort' | 'ring'>;

/** A picture of what was recorded. */
export interface Still {
  /** When, by the recorder's wall clock. */
  readonly atMs: number;
  readonly picture: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface SoundListener {
  readonly onMeasure: (measure: SoundMeasure) => void;
  readonly onEnd: () => void;
}

/**
 * The recording service beside the node, as rooms need it. Every request can be repeated without a second effect, and throws the service's
 * `AppError`, or `recorder_unreachable`.
 */
export interface Recorder {
  readonly connected: boolean;
  /** Free space where it writes, as last heard; null while that is unknown. */
  readonly freeDiskBytes: number | null;
  open(recordingId: RecordingId, wrapKey: WrapKey, wrapKeyId: string): Promise<RecorderEntrance & { readonly resumed: boolean }>;
  declareTrack(recordingId: RecordingId, track: RecordedTrackInput): Promise<void>;
  pauseTrack(recordingId: RecordingId, trackId: TrackId): Promise<void>;
  resumeTrack(recordingId: RecordingId, trackId: TrackId): Promise<void>;
  /** Nothing of the recording is written until it is resumed. */
  pauseWriting(recordingId: RecordingId, paused: boolean): Promise<void>;
  closeTrack(recordingId: RecordingId, trackId: TrackId): Promise<void>;
  setLayer(recordingId: RecordingId, trackId: TrackId, layer: RecordedLayer | null): Promise<void>;
  event(recordingId: RecordingId, type: string, data: PayloadOf<RecorderRequests['recorder.event']>['data']): Promise<void>;
  close(recordingId: RecordingId, reason: string): Promise<ReplyOf<RecorderRequests['recorder.close']>>;
  /** Begins to look at what is being written of a track; at least one picture, or `unavailable` when none comes in time. */
  watchForStills(wanted: WantedStills): Promise<ComingStills>;
  /** What is written of a microphone from now on; `unavailable` when nothing comes in time. */
  listenForSound(wanted: WantedSound): Promise<Sound>;
  /** What is measured on the sound of a track, half a second each, until it is closed or `onEnd` says that it has ended. */
  measureSound(recordingId: RecordingId, trackId: TrackId, listener: SoundListener): Promise<{ close(): void }>;
  /** One listener for each recording; the function ends it. */
  listen(recordingId: RecordingId, listener: RecordingListener): () => void;
  disconnect(): void;
}

const refuse = (): Promise<never> => Promise.reject(new AppError('recorder_unreachable'));

/** On a node that has no recording service: recorded rooms stay at `starting`, and nobody in them hears anybody. */
export const NO_RECORDER: Recorder = {
  connected: false,
  freeDiskBytes: null,
  open: refuse,
  declareTrack: refuse,
  pauseTrack: refuse,
  resumeTrack: refuse,
  pauseWriting: refuse,
  closeTrack: refuse,
  setLayer: refuse,
  event: refuse,
  close: refuse,
  watchForStills: refuse,
  listenForSound: refuse,
  measureSound: refuse,
  listen: () => () => undefined,
  disconnect: () => undefined,
};
