import { execFileSync } from 'node:child_process';
import { crossCorrelation } from './cross-correlation.ts';

const ffmpeg = (path: string, args: readonly string[], input?: Buffer): Buffer =>
  execFileSync(path, ['-v', 'error', ...args, 'pipe:1'], { maxBuffer: 1 << 28, ...(input ? { input } : {}) });

const toSamples = (bytes: Buffer): Int16Array =>
  new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));

/** Coarse enough to compare minutes in a second, fine enough for the words. */
export const COARSE_HZ = 4_000;

export const coarseTrack = (path: string, file: string, audioIndex: number): Int16Array =>
  toSamples(ffmpeg(path, ['-i', file, '-map', `0:a:${audioIndex}`, '-f', 's16le', '-ac', '1', '-ar', String(COARSE_HZ)]));

export const coarseSamples = (path: string, samples: Int16Array): Int16Array =>
  toSamples(
    ffmpeg(
      path,
      ['-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'pipe:0', '-f', 's16le', '-ar', String(COARSE_HZ)],
      Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength),
    ),
  );

/** The highest normalised cross-correlation of a sound with any stretch of a track, and where that is. */
export function bestMatch(track: Int16Array, sound: Int16Array): { readonly correlation: number; readonly atMs: number } {
  const energy = sound.reduce((sum, value) => sum + value * value, 0);
  const products = crossCorrelation(track, sound);
  let trackEnergy = track.subarray(0, sound.length).reduce((sum, value) => sum + value * value, 0);
  let best = { correlation: 0, at: 0 };
  for (let at = 0; at + sound.length <= track.length; at++) {
    const correlation = trackEnergy <= 0 ? 0 : (products[at] ?? 0) / Math.sqrt(energy * trackEnergy);
    if (correlation > best.correlation) best = { correlation, at };
    trackEnergy += (track[at + sound.length] ?? 0) ** 2 - (track[at] ?? 0) ** 2;
  }
  return { correlation: best.correlation, atMs: (best.at * 1000) / COARSE_HZ };
}

const GRID = { width: 40, height: 30 };

/** How much the region of the mouth changes from each frame to the next: one mean absolute difference a frame, at 15 frames a second. */
export function mouthMotion(path: string, file: string, videoIndex: number): number[] {
  const filter = `fps=15,scale=640:480,crop=80:60:280:250,scale=${GRID.width}:${GRID.height}`;
  const grey = ffmpeg(path, ['-i', file, '-map', `0:v:${videoIndex}`, '-vf', filter, '-pix_fmt', 'gray', '-f', 'rawvideo']);
  const size = GRID.width * GRID.height;
  const motion: number[] = [];
  for (let from = size; from + size <= grey.length; from += size) {
    let sum = 0;
    for (let index = 0; index < size; index++) sum += Math.abs((grey[from + index] ?? 0) - (grey[from - size + index] ?? 0));
    motion.push(sum / size);
  }
  return motion;
}
