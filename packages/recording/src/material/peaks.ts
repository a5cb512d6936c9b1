import { runFfmpegToBytes } from './ffmpeg-bytes.ts';

/** How many peaks a second of sound has. */
export const PEAKS_PER_SECOND = 20;
const SAMPLE_RATE = 8_000;
const FRAME_SAMPLES = SAMPLE_RATE / PEAKS_PER_SECOND;
const FRAME_MS = 1_000 / PEAKS_PER_SECOND;
const FULL_SCALE = 32_768;

/** Silence is never quieter than this to the measurement, so that a digital zero does not make a whisper of noise speech (dBFS). */
const QUIETEST_DB = -72;
/** So far above the room's own noise somebody speaks; hysteresis keeps the end of a word in. */
const BEGINS_DB = 12;
const GOES_ON_DB = 7;
/** Softer than this is nobody speaking, however quiet the room. */
const LEAST_DB = -52;
/** Share of the frames that are quieter than the noise floor: pauses are in every conversation. */
const FLOOR_SHARE = 0.15;
/** The floor is looked for within this span: a window is opened, a fan begins to turn. */
const FLOOR_SPAN_MS = 60_000;
/** Pauses between words belong to what is said; a click does not. */
const BRIDGED_MS = 350;
const LEAST_MS = 150;

export interface SoundMaterial {
  /** One byte each: the greatest amplitude of its span, 255 for full scale. */
  readonly peaks: Uint8Array;
  /** Where somebody speaks, in ms from the track's beginning. */
  readonly speech: readonly { readonly fromMs: number; readonly untilMs: number }[];
}

interface SoundOptions {
  readonly signal?: AbortSignal;
}

/** Peaks and speech of a track file with sound. What is missing in it is silence. Errors: `internal` where it cannot be decoded. */
export async function measureSound(path: string, { signal }: SoundOptions = {}): Promise<SoundMaterial> {
  const filter = `aresample=${SAMPLE_RATE}:async=1:min_hard_comp=0.1:first_pts=0`;
  const input = ['-protocol_whitelist', 'file,pipe', '-i', path, '-map', '0:a:0', '-af', filter];
  const bytes = await runFfmpegToBytes([...input, '-ac', '1', '-f', 's16le', 'pipe:1'], { signal, background: true });
  const frames = Math.ceil(bytes.length / 2 / FRAME_SAMPLES);
  const peaks = new Uint8Array(frames);
  const levelsDb = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    const end = Math.min((frame + 1) * FRAME_SAMPLES * 2, bytes.length - (bytes.length % 2));
    let greatest = 0;
    let energy = 0;
    let count = 0;
    for (let at = frame * FRAME_SAMPLES * 2; at < end; at += 2) {
      const sample = bytes.readInt16LE(at);
      greatest = Math.max(greatest, Math.abs(sample));
      energy += sample * sample;
      count += 1;
    }
    peaks[frame] = Math.round((greatest / FULL_SCALE) * 255);
    const level = count === 0 ? 0 : Math.sqrt(energy / count) / FULL_SCALE;
    levelsDb[frame] = Math.max(QUIETEST_DB, 20 * Math.log10(level || Number.MIN_VALUE));
  }
  return { peaks, speech: speechIn(levelsDb) };
}

/** Speech by level over the room's noise, with hysteresis. `levelsDb`: RMS of each frame of 50 ms in dBFS. */
export function speechIn(levelsDb: Float64Array): { fromMs: number; untilMs: number }[] {
  const spanFrames = FLOOR_SPAN_MS / FRAME_MS;
  const spans: { fromMs: number; untilMs: number }[] = [];
  let floorDb = QUIETEST_DB;
  let speaking = false;
  for (let frame = 0; frame < levelsDb.length; frame++) {
    if (frame % spanFrames === 0) floorDb = floorOf(levelsDb.subarray(frame, frame + spanFrames));
    const needed = Math.max(LEAST_DB, floorDb + (speaking ? GOES_ON_DB : BEGINS_DB));
    speaking = (levelsDb[frame] ?? QUIETEST_DB) >= needed;
    if (!speaking) continue;
    const fromMs = frame * FRAME_MS;
    const last = spans.at(-1);
    if (last !== undefined && fromMs - last.untilMs <= BRIDGED_MS) last.untilMs = fromMs + FRAME_MS;
    else spans.push({ fromMs, untilMs: fromMs + FRAME_MS });
  }
  return spans.filter(({ fromMs, untilMs }) => untilMs - fromMs >= LEAST_MS);
}

function floorOf(levelsDb: Float64Array): number {
  const sorted = levelsDb.toSorted();
  return sorted[Math.floor(sorted.length * FLOOR_SHARE)] ?? QUIETEST_DB;
}
