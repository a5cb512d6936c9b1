/** Silence is never quieter than this to the measurement, so that a digital zero does not make a whisper of noise speech (dBFS). */
export const QUIETEST_DB = -72;
/** Frames of this length are looked at. */
export const SPEECH_FRAME_MS = 50;
/** Share of the frames that are quieter than the noise floor: pauses are in every conversation. */
export const FLOOR_SHARE = 0.15;
/** The floor is looked for within this span: a window is opened, a fan begins to turn. */
export const FLOOR_SPAN_MS = 60_000;
/** So far above the room's own noise somebody speaks; hysteresis keeps the end of a word in. */
const BEGINS_DB = 12;
const GOES_ON_DB = 7;
/** Softer than this is nobody speaking, however quiet the room. */
const LEAST_DB = -52;

/** Speech by level over the room's noise, with hysteresis: the one way in which speech is told from silence, live and afterwards. */
export class SpeechGate {
  #speaking = false;

  /** @param levelDb RMS of a frame of 50 ms, dBFS @param floorDb the room's noise */
  push(levelDb: number, floorDb: number): boolean {
    const needed = Math.max(LEAST_DB, floorDb + (this.#speaking ? GOES_ON_DB : BEGINS_DB));
    this.#speaking = levelDb >= needed;
    return this.#speaking;
  }
}

/** RMS as dBFS, no quieter than what the gate takes. `energy`: sum of squares of 16-bit samples. */
export function frameLevelDb(energy: number, samples: number): number {
  const rms = samples === 0 ? 0 : Math.sqrt(energy / samples) / 32_768;
  return Math.max(QUIETEST_DB, 20 * Math.log10(rms || Number.MIN_VALUE));
}

/** The level that `share` of the frames stay below. */
export function levelBelow(levelsDb: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(levelsDb).toSorted();
  return sorted[Math.floor(sorted.length * share)] ?? QUIETEST_DB;
}
