import { spawn } from 'node:child_process';
import { AppError } from '@guichet/protocol';
import { stepBack } from '../background.ts';
import { readFfmpegPath } from '../config.ts';

const MAX_COMPLAINT_BYTES = 16 * 1024;
/** No progress for so long: it hangs. */
const STALL_MS = 60_000;

export const ffmpegPath: string = readFfmpegPath();

interface RunOptions {
  readonly durationMs: number;
  readonly onProgress?: ((ratio: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Nobody waits for it. */
  readonly background?: boolean;
}

/**
 * Runs ffmpeg on files of ours to its end. It may open nothing but local files (no network protocol is let in), it is killed when the
 * signal fires or when it makes no progress, and its complaints become the cause of the error (`internal`).
 */
export async function runFfmpeg(
  args: readonly string[],
  { durationMs, onProgress, signal, background = false }: RunOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-progress', 'pipe:1', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  if (background) stepBack(child.pid);
  const kill = (): void => void child.kill('SIGKILL');
  let stall = setTimeout(kill, STALL_MS);
  let complaint = '';
  signal?.addEventListener('abort', kill);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT_BYTES);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    clearTimeout(stall);
    stall = setTimeout(kill, STALL_MS);
    // In microseconds, whatever its name says.
    const doneUs = Number(/out_time_ms=(\d+)\s[^]*$/.exec(text)?.[1] ?? Number.NaN);
    if (Number.isFinite(doneUs) && durationMs > 0) onProgress?.(Math.min(1, doneUs / 1000 / durationMs));
  });
  try {
    const { code, error } = await new Promise<{ code: number | null; error?: unknown }>((resolve) => {
      child.once('error', (cause) => resolve({ code: null, error: cause }));
      child.once('close', (exitCode) => resolve({ code: exitCode }));
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new AppError('internal', { cause: error ?? new Error(`ffmpeg ended with ${code}: ${complaint}`) });
  } finally {
    clearTimeout(stall);
    signal?.removeEventListener('abort', kill);
  }
}
