import type { SoundMeasure } from '@guichet/protocol';
import { pitchOf } from './pitch.ts';
import { FLOOR_SHARE, FLOOR_SPAN_MS, frameLevelDb, levelBelow, QUIETEST_DB, SPEECH_FRAME_MS, SpeechGate } from './speech-gate.ts';

/** What the meter takes: samples a second, 16 bit, one channel. */
export const METER_SAMPLE_RATE = 16_000;
/** One measure for each of these. */
export const SOUND_WINDOW_MS = 500;

const FRAME_SAMPLES = (METER_SAMPLE_RATE * SPEECH_FRAME_MS) / 1_000;
const FRAMES_PER_WINDOW = SOUND_WINDOW_MS / SPEECH_FRAME_MS;
const FLOOR_FRAMES = FLOOR_SPAN_MS / SPEECH_FRAME_MS;
/** Noise is the quietest tenth of so long: between two words there is a frame without voice. */
const NOISE_SPAN_MS = 2_500;
const NOISE_FRAMES = NOISE_SPAN_MS / SPEECH_FRAME_MS;
const NOISE_SHARE = 0.1;
/** How loud somebody speaks is remembered for so long. */
const VOICE_FRAMES = 30_000 / SPEECH_FRAME_MS;
/** A decoder leaves a clipped sample a little off full scale. */
const FULL_SCALE_AT = 0.985 * 32_767;

/** 16-bit samples of one channel at 16 kHz in, a measure for every half second out. What is missing is to be given as silence. */
export class SoundMeter {
  readonly #gate = new SpeechGate();
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  readonly #levels: number[] = [];
  readonly #voice: (number | null)[] = [];
  #filled = 0;
  #floorDb = QUIETEST_DB;
  #window = emptyWindow();
  #startMs = 0;
  #samples = 0;
  #begun = false;

  /**
   * @param samples signed 16-bit little-endian
   * @param atMs when the first of them was recorded, Unix ms: the first call's count, the rest follows by counting, unless the clock has gone elsewhere
   */
  push(samples: Buffer, atMs: number): SoundMeasure[] {
    const counted = this.#startMs + (this.#samples / METER_SAMPLE_RATE) * 1_000;
    if (!this.#begun || Math.abs(counted - atMs) > SOUND_WINDOW_MS) this.#restart(atMs);
    const measures: SoundMeasure[] = [];
    for (let at = 0; at + 1 < samples.length; at += 2) {
      this.#frame[this.#filled] = samples.readInt16LE(at);
      this.#filled += 1;
      if (this.#filled < FRAME_SAMPLES) continue;
      this.#filled = 0;
      this.#measureFrame();
      if (this.#window.frames === FRAMES_PER_WINDOW) measures.push(this.#closeWindow());
    }
    this.#samples += Math.floor(samples.length / 2);
    return measures;
  }

  /** What was begun and not measured is left out: half a window says little. */
  #restart(atMs: number): void {
    this.#begun = true;
    this.#startMs = atMs;
    this.#samples = 0;
    this.#filled = 0;
    this.#window = emptyWindow(atMs);
  }

  #measureFrame(): void {
    let [energy, peak, clipped] = [0, 0, 0];
    for (const sample of this.#frame) {
      const size = Math.abs(sample);
      energy += sample * sample;
      peak = Math.max(peak, size);
      if (size >= FULL_SCALE_AT) clipped += 1;
    }
    const levelDb = frameLevelDb(energy, FRAME_SAMPLES);
    keep(this.#levels, levelDb, FLOOR_FRAMES);
    const speaking = this.#gate.push(levelDb, this.#floorDb);
    keep(this.#voice, speaking ? levelDb : null, VOICE_FRAMES);
    const window = this.#window;
    window.frames += 1;
    window.energy += energy;
    window.peak = Math.max(window.peak, peak);
    window.clipped += clipped;
    if (!speaking) return;
    window.spoken += 1;
    const pitch = pitchOf(this.#frame, METER_SAMPLE_RATE);
    if (pitch !== null) window.pitches.push(pitch);
  }

  #closeWindow(): SoundMeasure {
    const { atMs, frames, energy, peak, clipped, spoken, pitches } = this.#window;
    const samples = frames * FRAME_SAMPLES;
    const noiseDbfs = levelBelow(this.#levels.slice(-NOISE_FRAMES), NOISE_SHARE);
    // Noise that has just begun is not taken for speech for longer than it takes to be known.
    this.#floorDb = Math.max(levelBelow(this.#levels, FLOOR_SHARE), noiseDbfs);
    const voice = this.#voice.filter((level) => level !== null);
    this.#window = emptyWindow(atMs + SOUND_WINDOW_MS);
    return {
      atMs: Math.round(atMs),
      levelDbfs: frameLevelDb(energy, samples),
      peakDbfs: Math.min(0, Math.max(-120, 20 * Math.log10(peak / 32_768 || Number.MIN_VALUE))),
      clipped: clipped / samples,
      noiseDbfs,
      snrDb: voice.length === 0 ? null : Math.max(0, levelBelow(voice, 0.5) - noiseDbfs),
      speech: spoken / frames,
      pitchHz: pitches.length === 0 ? null : levelBelow(pitches, 0.5),
    };
  }
}

const emptyWindow = (atMs = 0) => ({ atMs, frames: 0, energy: 0, peak: 0, clipped: 0, spoken: 0, pitches: [] as number[] });

function keep<T>(kept: T[], value: T, most: number): void {
  kept.push(value);
  if (kept.length > most) kept.shift();
}
