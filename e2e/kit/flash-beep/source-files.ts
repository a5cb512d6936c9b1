import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  beepFrequencyHz,
  beepMs,
  blockCount,
  encodeBlocks,
  type FlashBeepPattern,
  flashMs,
  sampleRateHz,
  stripHeightRatio,
} from './pattern.ts';

const limitedRange = { black: 16, grey: 48, white: 235 } as const;
const neutralChroma = 128;

export interface FlashBeepFiles {
  /** Y4M, for Chromium's `--use-file-for-fake-video-capture`. */
  readonly videoPath: string;
  /** WAV, 48 kHz mono, for `--use-file-for-fake-audio-capture`. */
  readonly audioPath: string;
}

/** Writes both files; a browser repeats them from the start when they end, so the counter starts over too. */
export async function writeFlashBeepFiles(folder: string, pattern: FlashBeepPattern, durationSeconds: number): Promise<FlashBeepFiles> {
  const videoPath = join(folder, `flash-beep-${pattern.party}.y4m`);
  const audioPath = join(folder, `flash-beep-${pattern.party}.wav`);
  await writeY4m(videoPath, pattern, durationSeconds);
  await writeFile(audioPath, beepWav(pattern.party, durationSeconds));
  return { videoPath, audioPath };
}

async function writeY4m(path: string, pattern: FlashBeepPattern, durationSeconds: number): Promise<void> {
  const { widthPx, heightPx, framesPerSecond } = pattern;
  const file = await open(path, 'w');
  try {
    await file.write(`YUV4MPEG2 W${widthPx} H${heightPx} F${framesPerSecond}:1 Ip A1:1 C420\n`);
    for (let frame = 0; frame < durationSeconds * framesPerSecond; frame++) {
      const atMs = (frame * 1000) / framesPerSecond;
      await file.write('FRAME\n');
      await file.write(drawFrame(pattern, atMs));
    }
  } finally {
    await file.close();
  }
}

/** One I420 frame of the pattern as it is `atMs` after its start. */
export function drawFrame(pattern: FlashBeepPattern, atMs: number): Buffer {
  const { widthPx, heightPx } = pattern;
  const lumaBytes = widthPx * heightPx;
  const frame = Buffer.alloc(lumaBytes + 2 * Math.ceil(widthPx / 2) * Math.ceil(heightPx / 2), neutralChroma);
  const isFlash = atMs % 1000 < flashMs;
  frame.fill(isFlash ? limitedRange.white : limitedRange.grey, 0, lumaBytes);

  const stripTop = Math.round(heightPx * (1 - stripHeightRatio));
  const blocks = encodeBlocks(pattern.party, Math.floor(atMs / 1000));
  const row = Buffer.alloc(widthPx);
  for (const [index, isWhite] of blocks.entries()) {
    const from = Math.round((index * widthPx) / blockCount);
    const to = Math.round(((index + 1) * widthPx) / blockCount);
    row.fill(isWhite ? limitedRange.white : limitedRange.black, from, to);
  }
  for (let y = stripTop; y < heightPx; y++) row.copy(frame, y * widthPx);

  // Something moves, or an encoder would send next to nothing between two flashes.
  const barWidth = Math.max(2, Math.round(widthPx / 40));
  const barLeft = Math.round((((atMs / 1000) % 2) / 2) * (widthPx - barWidth));
  for (let y = 0; y < Math.round(heightPx / 8); y++) {
    frame.fill(limitedRange.white - limitedRange.grey, y * widthPx + barLeft, y * widthPx + barLeft + barWidth);
  }
  return frame;
}

/** A RIFF file of 16-bit mono samples with a beep at the start of each second. */
export function beepWav(party: number, durationSeconds: number): Buffer {
  const sampleCount = durationSeconds * sampleRateHz;
  const wav = Buffer.alloc(44 + sampleCount * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRateHz, 24);
  wav.writeUInt32LE(sampleRateHz * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(sampleCount * 2, 40);
  const frequencyHz = beepFrequencyHz(party);
  const beepSamples = (beepMs / 1000) * sampleRateHz;
  for (let second = 0; second < durationSeconds; second++) {
    for (let index = 0; index < beepSamples; index++) {
      const sample = Math.round(0.5 * 32_767 * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz));
      wav.writeInt16LE(sample, 44 + (second * sampleRateHz + index) * 2);
    }
  }
  return wav;
}
