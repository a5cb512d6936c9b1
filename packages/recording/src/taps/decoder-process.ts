import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ffmpegPath } from '../mux/ffmpeg.ts';

/** Address space of one decoder: a hostile stream can make it fail, not the machine. */
const MAX_MEMORY_KB = 1_500_000;
/** Not yet decoded: beyond it frames are dropped, so that a slow decoder never holds memory here. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const FINISH_DEADLINE_MS = 2_000;

interface DecoderOptions {
  readonly onOutput: (bytes: Buffer) => void;
  /** Its messages, line by line. */
  readonly onMessage?: (line: string) => void;
  readonly onExit: (failed: boolean) => void;
  /** What is written is handed on together, when that is asked for: waking a decoder costs more than its work. At once when not given. */
  readonly gathers?: boolean;
}

/**
 * An ffmpeg that decodes what it is given on standard input and answers on standard output. It can open neither a file nor a connection (no
 * protocol but the pipes is let in), its memory is bounded, and it ends when its input ends: with this process too, however that dies.
 */
export class DecoderProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #gathers: boolean;
  #gathered = false;
  #finishing = false;
  #deadline: NodeJS.Timeout | null = null;

  constructor(args: readonly string[], { onOutput, onMessage, onExit, gathers = false }: DecoderOptions) {
    this.#gathers = gathers;
    const input = [
      '-probesize',
      '32',
      '-analyzeduration',
      '0',
      '-fflags',
      'nobuffer',
      '-flags',
      'low_delay',
      '-threads',
      '1',
      '-f',
      'matroska',
      '-i',
      'pipe:0',
    ];
    const command = [
      '-hide_banner',
      '-nostats',
      '-loglevel',
      onMessage ? 'info' : 'error',
      '-protocol_whitelist',
      'pipe',
      ...input,
      ...args,
      'pipe:1',
    ];
    // The shell sets the limit and becomes ffmpeg.
    const shell = `ulimit -v ${MAX_MEMORY_KB} 2>/dev/null; exec "$0" "$@"`;
    this.#child = spawn('/bin/sh', ['-c', shell, ffmpegPath, ...command], { stdio: ['pipe', 'pipe', 'pipe'], env: {}, cwd: '/' });
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', onOutput);
    let rest = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(-10_000);
      if (onMessage) for (const line of lines) onMessage(line);
    });
    this.#child.once('error', () => onExit(true));
    this.#child.once('close', (code) => {
      if (this.#deadline) clearTimeout(this.#deadline);
      onExit(!this.#finishing || code !== 0);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether there is room for more. */
  get hasRoom(): boolean {
    return this.#child.stdin.writableLength < MAX_WAITING_BYTES && !this.#finishing;
  }

  write(bytes: Buffer): void {
    if (this.#finishing) return;
    if (this.#gathers && !this.#gathered) {
      this.#child.stdin.cork();
      this.#gathered = true;
    }
    this.#child.stdin.write(bytes);
  }

  /** What was gathered. */
  handOn(): void {
    if (!this.#gathered) return;
    this.#gathered = false;
    this.#child.stdin.uncork();
  }

  /** Lets it decode what it has, then end; by force when it takes too long. */
  finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    this.handOn();
    this.#child.stdin.end();
    this.#deadline = setTimeout(() => this.kill(), FINISH_DEADLINE_MS);
  }

  kill(): void {
    this.#finishing = true;
    this.handOn();
    this.#child.kill('SIGKILL');
  }
}
