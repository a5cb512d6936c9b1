import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';

/** Part of the picture, as ratios of it: one party's half of a side-by-side composite, say. */
export interface PictureRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface GreyFrame {
  readonly atMs: number;
  readonly luma: Uint8Array;
}

export interface PcmFrame {
  readonly atMs: number;
  readonly samples: Int16Array;
}

export const greySize = { widthPx: 320, heightPx: 180 } as const;
export const pcmRateHz = 48_000;

const decodeTimeoutMs = 120_000;

/**
 * Decodes a video track into small grey frames, each with the time the file gives it. No frame is made up or
 * dropped to fit a rate.
 */
export async function decodeGrey(
  path: string,
  videoIndex: number,
  onFrame: (frame: GreyFrame) => void,
  region: PictureRegion = { left: 0, top: 0, width: 1, height: 1 },
): Promise<void> {
  const crop = `crop=iw*${region.width}:ih*${region.height}:iw*${region.left}:ih*${region.top}`;
  const scale = `scale=${greySize.widthPx}:${greySize.heightPx}:flags=area,format=gray`;
  const frameBytes = greySize.widthPx * greySize.heightPx;
  await decode(
    ['-map', `0:v:${videoIndex}`, '-vf', `${crop},${scale},showinfo`, '-vsync', '0', '-f', 'rawvideo'],
    path,
    /Parsed_showinfo.* n: *\d+ .*pts_time: *(-?[\d.]+)/,
    () => frameBytes,
    (atMs, bytes) => onFrame({ atMs, luma: bytes }),
  );
}

/** Decodes an audio track to 16-bit mono; the times are the file's, so a gap in it stays a gap. */
export async function decodePcm(path: string, audioIndex: number, onFrame: (frame: PcmFrame) => void): Promise<void> {
  const format = `aformat=sample_fmts=s16:channel_layouts=mono:sample_rates=${pcmRateHz}`;
  await decode(
    ['-map', `0:a:${audioIndex}`, '-af', `${format},ashowinfo`, '-f', 's16le'],
    path,
    /Parsed_ashowinfo.* n: *\d+ .*pts_time: *(-?[\d.]+).* nb_samples: *(\d+)/,
    (match) => Number(match[2]) * 2,
    (atMs, bytes) => onFrame({ atMs, samples: new Int16Array(new Uint8Array(bytes).buffer) }),
  );
}

/**
 * Runs ffmpeg, which writes frames to its output and a line about each to its log, and puts the two together.
 * `-copyts` keeps the file's own times, so that tracks decoded one by one can be compared.
 */
async function decode(
  outputArgs: readonly string[],
  path: string,
  infoLine: RegExp,
  bytesOf: (match: RegExpExecArray) => number,
  onFrame: (atMs: number, bytes: Uint8Array) => void,
): Promise<void> {
  const args = ['-hide_banner', '-nostdin', '-v', 'info', '-copyts', '-i', path, ...outputArgs, 'pipe:1'];
  const child = spawn(ffmpegInstaller.path, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: decodeTimeoutMs,
    killSignal: 'SIGKILL',
  });
  const announced: { atMs: number; byteCount: number }[] = [];
  const lastLines: string[] = [];
  let buffered = Buffer.alloc(0);
  const deliver = (): void => {
    let offset = 0;
    while (announced[0] && buffered.length - offset >= announced[0].byteCount) {
      const { atMs, byteCount } = announced[0];
      announced.shift();
      onFrame(atMs, buffered.subarray(offset, offset + byteCount));
      offset += byteCount;
    }
    if (offset > 0) buffered = buffered.subarray(offset);
  };
  child.stdout.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    deliver();
  });
  const log = createInterface({ input: child.stderr });
  log.on('line', (line) => {
    const match = infoLine.exec(line);
    if (match) {
      announced.push({ atMs: Number(match[1]) * 1000, byteCount: bytesOf(match) });
      deliver();
      return;
    }
    lastLines.push(line);
    if (lastLines.length > 15) lastLines.shift();
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  deliver();
  if (exitCode !== 0) throw new Error(`ffmpeg could not decode ${path}:\n${lastLines.join('\n')}`);
}
