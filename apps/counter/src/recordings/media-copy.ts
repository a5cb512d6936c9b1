import { spawn } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

/** Copying is as fast as the disk; more than this for any recording means that something hangs. */
const DEADLINE_MS = 30 * 60_000;
const KEPT_STDERR_BYTES = 4_096;

/** ffmpeg did not do it. What it wrote names files and codecs of ours, nothing of a person. */
export class MediaCopyError extends Error {
  readonly code: number | null;
  readonly stderr: string;

  constructor(code: number | null, stderr: string) {
    super('ffmpeg failed');
    this.name = 'MediaCopyError';
    this.code = code;
    this.stderr = stderr;
  }
}

/**
 * Copies one track out of a Matroska file that we made, without decoding it, so that its own first moment is its time 0. `fromMs` is where
 * that moment stands in the whole. The file appears under its name when it is complete.
 */
export async function copyTrack(
  source: string, target: string, track: { readonly index: number; readonly fromMs: number; readonly format: 'webm' | 'mp4' }, signal: AbortSignal,
): Promise<void> {
  const shift = `-${(track.fromMs / 1_000).toFixed(3)}`;
  const container = track.format === 'mp4' ? ['-movflags', '+faststart'] : ['-reserve_index_space', '65536'];
  await run(source, target, ['-map', `0:${track.index}`, '-c', 'copy', '-output_ts_offset', shift, ...container, '-f', track.format], signal);
}

/** All tracks as MP4: pictures are copied, sound becomes AAC, which every player of MP4 knows. Fails where a picture is not H.264. */
export async function copyToMp4(source: string, target: string, signal: AbortSignal): Promise<void> {
  await run(source, target, ['-map', '0', '-c:v', 'copy', '-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-f', 'mp4'], signal);
}

async function run(source: string, target: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const draft = `${target}.part`;
  try {
    // Files and nothing else: no protocol that a crafted file could name is open to it.
    await ffmpegDone(['-nostdin', '-hide_banner', '-v', 'error', '-y', '-protocol_whitelist', 'file', '-i', source, ...args, draft], signal);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function ffmpegDone(args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg.path, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
      killSignal: 'SIGKILL',
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR_BYTES);
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new MediaCopyError(code, stderr))));
  });
}
