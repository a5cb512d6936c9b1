import {
  FLOOR_SHARE,
  FLOOR_SPAN_MS,
  frameLevelDb,
  levelBelow,
  QUIETEST_DB,
  SPEECH_FRAME_MS,
  SpeechGate,
} from '../measures/sound/speech-gate.ts';
import { runFfmpegToBytes } from './ffmpeg-bytes.ts';

/** How many peaks a second of sound has. */
export const PEAKS_PER_SECOND = 1_000 / SPEECH_FRAME_MS;
const SAMPLE_RATE = 8_000;
const FRAME_SAMPLES = SAMPLE_RATE / PEAKS_PER_SECOND;
const FULL_SCALE = 32_768;

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
    levelsDb[frame] = frameLevelDb(energy, count);
  }
  return { peaks, speech: speechIn(levelsDb) };
}

/** Speech by level over the room's noise, with hysteresis. `levelsDb`: RMS of each frame of 50 ms in dBFS. */
export function speechIn(levelsDb: Float64Array): { fromMs: number; untilMs: number }[] {
  const spanFrames = FLOOR_SPAN_MS / SPEECH_FRAME_MS;
  const spans: { fromMs: number; untilMs: number }[] = [];
  let floorDb = QUIETEST_DB;
  const gate = new SpeechGate();
  for (let frame = 0; frame < levelsDb.length; frame++) {
    if (frame % spanFrames === 0) floorDb = levelBelow(levelsDb.subarray(frame, frame + spanFrames), FLOOR_SHARE);
    if (!gate.push(levelsDb[frame] ?? QUIETEST_DB, floorDb)) continue;
    const fromMs = frame * SPEECH_FRAME_MS;
    const last = spans.at(-1);
    if (last !== undefined && fromMs - last.untilMs <= BRIDGED_MS) last.untilMs = fromMs + SPEECH_FRAME_MS;
    else spans.push({ fromMs, untilMs: fromMs + SPEECH_FRAME_MS });
  }
  return spans.filter(({ fromMs, untilMs }) => untilMs - fromMs >= LEAST_MS);
}
