import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import type { SentSample } from './media-observer.ts';

/** A frame of the muxed file that could be decoded. */
export interface RecordedFrame {
  /** From the start of the file. */
  readonly atMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const DECODE_TIMEOUT_MS = 120_000;
const SHOWN_FRAME = /Parsed_showinfo.* n: *\d+ .*pts_time: *(-?[\d.]+).* s:(\d+)x(\d+)/;

/** Every frame of a video track as it was recorded, in its own size: what a player shows, counted by a program that is not ours. */
export async function recordedFrames(path: string, videoIndex: number): Promise<readonly RecordedFrame[]> {
  const options = ['-hide_banner', '-nostdin', '-v', 'info', '-copyts', '-i', path];
  const args = [...options, '-map', `0:v:${videoIndex}`, '-vf', 'showinfo', '-vsync', '0', '-f', 'null', '-'];
  const child = spawn(ffmpegInstaller.path, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DECODE_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const frames: RecordedFrame[] = [];
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    const [, seconds, width, height] = SHOWN_FRAME.exec(line) ?? [];
    if (seconds !== undefined) frames.push({ atMs: Number(seconds) * 1000, widthPx: Number(width), heightPx: Number(height) });
    else lastLines.push(line);
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`ffmpeg could not decode ${path}:\n${lastLines.slice(-15).join('\n')}`);
  return frames;
}

/** Recorded frames beside those the sender encoded of the layer that was being recorded, over the span of the samples. */
export interface FrameShare {
  readonly recorded: number;
  readonly encoded: number;
  readonly share: number;
  /** Every change of size, with the time since the first sample. */
  readonly sizes: readonly string[];
}

/**
 * The recorded layer may change with the line, so each span between two samples is counted with the layer whose width the frames recorded
 * in it have.
 */
export function frameShare(frames: readonly RecordedFrame[], startedAtMs: number, samples: readonly SentSample[]): FrameShare {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || first === last) throw new Error('There is no span to compare over');
  const inSpan = frames.filter(({ atMs }) => startedAtMs + atMs >= first.atMs && startedAtMs + atMs < last.atMs);
  let encoded = 0;
  for (const [index, sample] of samples.slice(1).entries()) {
    const before = samples[index] as SentSample;
    const widthPx = frames.findLast(({ atMs }) => startedAtMs + atMs < sample.atMs)?.widthPx ?? 0;
    const layer = sample.layers.toSorted((one, other) => Math.abs(one.widthPx - widthPx) - Math.abs(other.widthPx - widthPx))[0];
    const same = before.layers.find(({ rid }) => rid === layer?.rid);
    encoded += (layer?.framesEncoded ?? 0) - (same?.framesEncoded ?? 0);
  }
  const sizes = inSpan.flatMap(({ atMs, widthPx, heightPx }, index) => {
    const previous = inSpan[index - 1];
    if (previous?.widthPx === widthPx && previous.heightPx === heightPx) return [];
    return [`${((startedAtMs + atMs - first.atMs) / 1000).toFixed(1)} s ${widthPx}x${heightPx}`];
  });
  return { recorded: inSpan.length, encoded, share: inSpan.length / encoded, sizes };
}
