import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AppError } from '@guichet/protocol';
import { stepBack } from '../background.ts';
import { ffmpegPath } from '../mux/ffmpeg.ts';

const MAX_COMPLAINT_BYTES = 16 * 1024;
/** No output for so long, though it is read: it hangs. */
const STALL_MS = 60_000;

/** Takes what ffmpeg writes to one of its outputs; the next bytes wait until it is done with these. */
export type TakeBytes = (bytes: Buffer) => void | Promise<void>;

/**
 * Decodes a file of ours after everything else that the machine does, and hands out what comes on pipe 1 and pipe 3 as it comes: whoever takes it slowly slows
 * the decoder down. It opens nothing but that file. Errors: `internal` with its complaint, `AbortError`.
 */
export async function decode(args: readonly string[], takers: readonly TakeBytes[], signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(
    ffmpegPath,
    ['-hide_banner', '-loglevel', 'error', '-nostdin', '-threads', '1', '-protocol_whitelist', 'file,pipe', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', ...(takers.length > 1 ? (['pipe'] as const) : [])],
      env: {},
    },
  );
  stepBack(child.pid);
  const kill = (): void => void child.kill('SIGKILL');
  const stall = setTimeout(kill, STALL_MS);
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT_BYTES);
  });
  signal?.addEventListener('abort', kill);
  const ended = exitOf(child);
  try {
    const outputs = [child.stdout, ...(takers.length > 1 ? [child.stdio[3]] : [])] as Readable[];
    await Promise.all(
      outputs.map(async (output, nth) => {
        for await (const bytes of output) {
          stall.refresh();
          await takers[nth]?.(bytes as Buffer);
          stall.refresh();
        }
      }),
    );
    const { code, error } = await ended;
    signal?.throwIfAborted();
    if (code !== 0) throw new AppError('internal', { cause: error ?? new Error(`ffmpeg ended with ${code}: ${complaint}`) });
  } finally {
    clearTimeout(stall);
    signal?.removeEventListener('abort', kill);
    kill();
    await ended;
  }
}

const exitOf = (child: ChildProcess): Promise<{ readonly code: number | null; readonly error?: unknown }> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code) => resolve({ code }));
  });
