import { runFfmpegToBytes } from '../material/ffmpeg-bytes.ts';
import { PROMPT_FILTER } from '../measures/sound/prompt-match.ts';

export const PROMPT_NAMES = ['zh-risk', 'zh-confirm', 'en-risk', 'en-confirm'] as const;
type PromptName = (typeof PROMPT_NAMES)[number];
const PCM = ['-ar', '16000', '-ac', '1', '-f', 's16le', 'pipe:1'];
const RATE_HZ = 16_000;

/** Six seconds of what the virtual agent's synthesiser says; 16 kHz, one channel. */
export async function promptSound(name: PromptName): Promise<Int16Array> {
  const path = new URL(`./prompts/${name}.opus`, import.meta.url).pathname;
  return samplesOf(await runFfmpegToBytes(['-t', '6', '-i', path, ...PCM]));
}

const samplesOf = (bytes: Buffer): Int16Array => new Int16Array(Uint8Array.from(bytes).buffer);
const bytesOf = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
export const silence = (ms: number): Int16Array => new Int16Array((ms * RATE_HZ) / 1_000);

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What a call makes of a sound: encoded as WebRTC does, some packets lost on the way, decoded with what is missing as silence. */
export async function throughOpus(samples: Int16Array, { lossOneIn = 0, kbps = 24 } = {}): Promise<Int16Array> {
  const loss = lossOneIn === 0 ? [] : ['-bsf:a', `noise=amount=2147483647:dropamount=${lossOneIn}`];
  const encode = [
    '-f',
    's16le',
    '-ar',
    '16000',
    '-ac',
    '1',
    '-i',
    'pipe:0',
    '-ar',
    '48000',
    '-c:a',
    'libopus',
    '-application',
    'voip',
    '-b:a',
    `${kbps}k`,
  ];
  const packets = await runFfmpegToBytes([...encode, ...loss, '-f', 'matroska', 'pipe:1'], { input: bytesOf(samples) });
  return samplesOf(await runFfmpegToBytes(['-f', 'matroska', '-i', 'pipe:0', '-af', PROMPT_FILTER, ...PCM], { input: packets }));
}
