import { spawn } from 'node:child_process';
import { AppError } from '@guichet/protocol';
import { stepBack } from '../background.ts';
import { ffmpegPath } from '../mux/ffmpeg.ts';

/** No output for so long: it hangs. */
const STALL_MS = 60_000;
const MAX_COMPLAINT_BYTES = 16 * 1024;

interface BytesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Given to it on its standard input. */
  readonly input?: Uint8Array;
  /** Nobody waits for it. */
  readonly background?: boolean;
}

/** Runs ffmpeg on a file of ours and gives what it writes to its standard output. It reaches no network. Throws `internal` with its complaint. */
export async function runFfmpegToBytes(args: readonly string[], { signal, input, background = false }: BytesOptions = {}): Promise<Buffer> {
  signal?.throwIfAborted();
  const hidden = ['-hide_banner', '-loglevel', 'error', ...(input === undefined ? ['-nostdin'] : [])];
  const child = spawn(ffmpegPath, [...hidden, ...args], { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], env: {} });
  if (background) stepBack(child.pid);
  const kill = (): void => void child.kill('SIGKILL');
  let stall = setTimeout(kill, STALL_MS);
  const parts: Buffer[] = [];
  let complaint = '';
  signal?.addEventListener('abort', kill);
  child.stdout?.on('data', (bytes: Buffer) => {
    clearTimeout(stall);
    stall = setTimeout(kill, STALL_MS);
    parts.push(bytes);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT_BYTES);
  });
  // It may end before it has read all that is written to it.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  try {
    const { code, error } = await new Promise<{ code: number | null; error?: unknown }>((resolve) => {
      child.once('error', (cause) => resolve({ code: null, error: cause }));
      child.once('close', (exitCode) => resolve({ code: exitCode }));
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new AppError('internal', { cause: error ?? new Error(`ffmpeg ended with ${code}: ${complaint}`) });
    return Buffer.concat(parts);
  } finally {
    clearTimeout(stall);
    signal?.removeEventListener('abort', kill);
  }
}
