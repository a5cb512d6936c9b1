import type { SoundMeasure } from '@guichet/protocol';
import { runFfmpegToBytes } from '../material/ffmpeg-bytes.ts';
import { METER_SAMPLE_RATE, SoundMeter } from '../measures/index.ts';
import { PROMPT_FILTER } from '../measures/sound/prompt-match.ts';
import { decode } from './decode.ts';

const AS_HEARD = `aresample=${METER_SAMPLE_RATE}:async=1:min_hard_comp=0.1:first_pts=0`;
const AS_PCM = ['-ac', '1', '-f', 's16le', 'pipe:1'];

interface SoundLookOptions {
  /** `atMs` of the measure is ms from the track's beginning. */
  readonly onMeasure: (measure: SoundMeasure) => void;
  readonly signal?: AbortSignal;
}

/** Listens to all of the sound of a track file. What is missing in it is silence. Throws as `decode`. */
export async function lookAtSound(path: string, { onMeasure, signal }: SoundLookOptions): Promise<void> {
  const meter = new SoundMeter();
  let [rest, samples]: [Buffer, number] = [Buffer.alloc(0), 0];
  const take = (bytes: Buffer): void => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.subarray(0, all.length - (all.length % 2));
    rest = all.subarray(whole.length);
    for (const measure of meter.push(whole, (samples / METER_SAMPLE_RATE) * 1_000)) onMeasure(measure);
    samples += whole.length / 2;
  };
  await decode(['-i', path, '-map', '0:a:0', '-af', AS_HEARD, ...AS_PCM], [take], signal);
}

/** A stretch of a track's sound at 16 kHz, in ms from the track's beginning, with every lost packet in its place. Errors: `internal`. */
export async function readSound(path: string, fromMs: number, untilMs: number, signal?: AbortSignal): Promise<Int16Array> {
  const seek = ['-ss', (Math.max(0, fromMs) / 1_000).toFixed(3), '-t', (Math.max(0, untilMs - Math.max(0, fromMs)) / 1_000).toFixed(3)];
  const args = ['-protocol_whitelist', 'file,pipe', ...seek, '-i', path, '-map', '0:a:0', '-af', PROMPT_FILTER, ...AS_PCM];
  const bytes = await runFfmpegToBytes(args, { signal, background: true });
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 2)));
}
