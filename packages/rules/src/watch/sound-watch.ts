import type { LiveCheck, SoundMeasure } from '@guichet/protocol';
import { SecondVoiceWatch } from './second-voice-watch.ts';
import { SpanWatch, type WatchChange } from './span-watch.ts';
import { WATCH_DEFAULTS, type WatchThresholds } from './thresholds.ts';

/** Nominal level of active speech (ITU-T P.56, as used throughout the P series), where nobody has been heard yet. */
const NOMINAL_SPEECH_DBFS = -26;

/** What the sound of one track says: silent, clipped, noisy, two voices. */
export class SoundWatch {
  readonly #thresholds: WatchThresholds;
  readonly #silent: SpanWatch;
  readonly #clipped: SpanWatch;
  readonly #noisy: SpanWatch;
  readonly #voices: SecondVoiceWatch;

  constructor(thresholds: WatchThresholds = WATCH_DEFAULTS) {
    const { silentOnsetMs, clippedOnsetMs, noisyOnsetMs, soundEndMs: endMs } = thresholds;
    this.#thresholds = thresholds;
    this.#silent = new SpanWatch('silent', { onsetMs: silentOnsetMs, endMs });
    this.#clipped = new SpanWatch('clipped', { onsetMs: clippedOnsetMs, endMs });
    this.#noisy = new SpanWatch('noisy', { onsetMs: noisyOnsetMs, endMs });
    this.#voices = new SecondVoiceWatch(thresholds);
  }

  push(measure: SoundMeasure, ignored: ReadonlySet<LiveCheck> = NONE): WatchChange[] {
    const { atMs, peakDbfs, clipped, noiseDbfs, snrDb } = measure;
    const { silentPeakDbfs, clippedShare, noisySnrDb } = this.#thresholds;
    const snr = snrDb ?? Math.max(0, NOMINAL_SPEECH_DBFS - noiseDbfs);
    return [
      ...this.#silent.push(atMs, peakDbfs <= silentPeakDbfs && !ignored.has('silent'), peakDbfs),
      ...this.#clipped.push(atMs, clipped >= clippedShare && !ignored.has('clipped'), clipped),
      ...this.#noisy.push(atMs, snr < noisySnrDb && !ignored.has('noisy'), snr),
      ...this.#voices.push(measure, ignored.has('second_voice')),
    ];
  }

  finish(atMs: number): WatchChange[] {
    return [this.#silent, this.#clipped, this.#noisy, this.#voices].flatMap((watch) => watch.finish(atMs));
  }
}

const NONE: ReadonlySet<LiveCheck> = new Set();
