import { type ChildProcess, spawn } from 'node:child_process';
import { AppError } from '@guichet/protocol';
import { stepBack } from '../background.ts';
import { ffmpegPath } from '../mux/ffmpeg.ts';

const MAX_COMPLAINT_BYTES = 16 * 1024;

/** An ffmpeg that is fed or read while it runs. It opens nothing but files and the pipes it is given. */
export class FfmpegProcess {
  readonly child: ChildProcess;
  /** Whether it ended well. */
  readonly ended: Promise<boolean>;
  #complaint = '';

  constructor(args: readonly string[], stdio: { readonly stdin: 'pipe' | 'ignore'; readonly stdout: 'pipe' | 'ignore' }) {
    this.child = spawn(ffmpegPath, ['-hide_banner', '-loglevel', 'error', ...args], {
      stdio: [stdio.stdin, stdio.stdout, 'pipe'],
      env: {},
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MAX_COMPLAINT_BYTES);
    });
    // Whoever writes to it learns from its end why that failed.
    this.child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.#complaint += String(error);
        resolve(false);
      });
      this.child.once('close', (code) => resolve(code === 0));
    });
    stepBack(this.child.pid);
  }

  /** The last of what it wrote to its standard error. */
  get said(): string {
    return this.#complaint;
  }

  /** Why it did not end well: `disk_low` where the disk is full, else `internal`. */
  get failure(): AppError {
    const cause = new Error(`ffmpeg: ${this.#complaint}`);
    return /No space left on device|Disk quota exceeded/.test(this.#complaint)
      ? new AppError('disk_low', { cause })
      : new AppError('internal', { cause });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
