import { AppError } from '@guichet/protocol';
import type { PayloadOf, RecorderTaps, RecordingId, TapFrameHead, TrackId } from '@guichet/protocol';
import { codecOf } from '../analysis/leg.ts';
import type { Clock } from '../journal/clock.ts';
import { readRecords } from '../journal/layout.ts';
import type { OpenRecording } from '../service/open-recording.ts';
import { PcmDecoder } from './pcm-decoder.ts';
import { SoundGauge } from './sound-gauge.ts';
import { StillsDecoder } from './stills-decoder.ts';
import { Tap } from './tap.ts';
import type { TapOptions } from './tap.ts';

/** Each is a process; more than this is a mistake of whoever asks. */
const MAX_DECODERS = 64;
/** Those that only measure are none. */
const MAX_GAUGES = 1_000;

/** Sends one frame to the listener. */
export type SendTapFrame = (head: TapFrameHead, payload: Buffer) => void;

const NOTHING = Buffer.alloc(0);

/** All taps of the service. A recording without one costs nothing here. */
export class TapHub {
  readonly #clock: Clock;
  readonly #taps = new Map<RecordingId, Set<Tap>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  openStills(recording: OpenRecording, request: PayloadOf<RecorderTaps['tap.stills']>, send: SendTapFrame): Tap {
    const { trackId, everyMs, heightPx, format, frames } = request;
    this.#require(recording, trackId, 'video');
    const keyframesOnly = frames === 'keyframes';
    return this.#add(recording, trackId, {
      keyframesOnly,
      send: (head) => send(head, NOTHING),
      makeDecoder: (codec, onExit) =>
        new StillsDecoder({
          codec,
          everyMs,
          heightPx,
          format,
          onExit,
          onStill: ({ us, widthPx, heightPx: height, picture }) =>
            send({ type: 'still', atMs: this.#wallMs(us), format, widthPx, heightPx: height, keyframe: keyframesOnly }, picture),
        }),
    });
  }

  openPcm(recording: OpenRecording, { trackId, sampleRate }: PayloadOf<RecorderTaps['tap.pcm']>, send: SendTapFrame): Tap {
    this.#require(recording, trackId, 'audio');
    return this.#add(recording, trackId, {
      keyframesOnly: false,
      send: (head) => send(head, NOTHING),
      makeDecoder: (_codec, onExit) =>
        new PcmDecoder({
          sampleRate,
          onExit,
          onBlock: ({ us, samples }) => send({ type: 'pcm', atMs: this.#wallMs(us), sampleRate, samples: samples.length / 2 }, samples),
        }),
    });
  }

  openSound(recording: OpenRecording, { trackId }: PayloadOf<RecorderTaps['tap.sound']>, send: SendTapFrame): Tap {
    this.#require(recording, trackId, 'audio');
    return this.#add(recording, trackId, {
      keyframesOnly: false,
      measures: true,
      send: (head) => send(head, NOTHING),
      makeDecoder: (_codec, onExit) =>
        new SoundGauge({ wallMs: (us) => this.#wallMs(us), onExit, onMeasure: (measure) => send({ type: 'sound', measure }, NOTHING) }),
    });
  }

  /** A block of the recording has been written: its plaintext, valid during the call. */
  written(recordingId: RecordingId, plain: Buffer, baseUs: number): void {
    const taps = this.#taps.get(recordingId);
    if (!taps) return;
    for (const record of readRecords(plain)) for (const tap of taps) tap.record(record, baseUs + record.arrivalUs);
  }

  endTrack(recordingId: RecordingId, trackId: TrackId): void {
    for (const tap of this.#taps.get(recordingId) ?? []) if (tap.trackId === trackId) tap.finish('track_closed');
  }

  endRecording(recordingId: RecordingId): void {
    for (const tap of this.#taps.get(recordingId) ?? []) tap.finish('recording_closed');
  }

  close(): void {
    for (const taps of this.#taps.values()) for (const tap of taps) tap.abandon();
  }

  #add(recording: OpenRecording, trackId: TrackId, options: Omit<TapOptions, 'trackId' | 'trackAt' | 'onEnded'>): Tap {
    const { measures = false } = options;
    const open = [...this.#taps.values()].reduce((sum, taps) => sum + [...taps].filter((tap) => tap.measures === measures).length, 0);
    if (open >= (measures ? MAX_GAUGES : MAX_DECODERS)) throw new AppError('unavailable');
    const { recordingId } = recording;
    const tap = new Tap({
      ...options,
      trackId,
      trackAt: (index) => recording.trackAt(index),
      onEnded: () => {
        const left = this.#taps.get(recordingId);
        left?.delete(tap);
        if (left?.size === 0) this.#taps.delete(recordingId);
      },
    });
    this.#taps.set(recordingId, (this.#taps.get(recordingId) ?? new Set()).add(tap));
    return tap;
  }

  #require(recording: OpenRecording, trackId: TrackId, kind: 'audio' | 'video'): void {
    const track = recording.trackOf(trackId);
    if (!track) throw new AppError('not_found');
    if (track.kind !== kind || !codecOf(track)) throw new AppError('codec_unsupported');
  }

  #wallMs(us: number): number {
    return Math.max(0, Math.round(this.#clock.wallMs() - (this.#clock.monoUs() - us) / 1000));
  }
}
