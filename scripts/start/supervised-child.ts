import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildName, ChildPlan } from '../topology.ts';
import { BackOff } from './back-off.ts';

const STOP_DEADLINE_MS = 10_000;
const LOG_LIMIT_BYTES = 50 * 1024 ** 2;

export type ChildEnd = { readonly name: ChildName; readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type ChildOptions = {
  readonly plan: ChildPlan;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** `inherit` shows what the child says; otherwise it is appended to this file. */
  readonly log: 'inherit' | { readonly file: string };
  /** Told of every end that nobody asked for, before the child is started again. */
  readonly onDeath: (end: ChildEnd, restartInMs: number) => void;
  /** How long it has to end by itself when it is asked to. Default: 10 s. */
  readonly stopDeadlineMs?: number;
};

/** One process of the installation, started again whenever it dies unasked. */
export class SupervisedChild {
  readonly #options: ChildOptions;
  readonly #backOff = new BackOff();
  #process: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #restart = new AbortController();
  #stopping = false;
  #deaths = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get name(): ChildName {
    return this.#options.plan.name;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** How often it died unasked. */
  get deaths(): number {
    return this.#deaths;
  }

  start(): void {
    const { plan, cwd, env, log } = this.#options;
    const startedAtMs = performance.now();
    const output = log === 'inherit' ? ('inherit' as const) : openLog(log.file);
    const child = spawn(process.execPath, [join(cwd, plan.script)], {
      cwd,
      env: { ...env, ...plan.env },
      // A group of its own: Ctrl-C in the terminal reaches the launcher only, which ends its children in order.
      detached: true,
      // Input and the fourth pipe carry nothing; the child sees them close when this process ends, and ends itself.
      stdio: ['pipe', output, output, 'pipe'],
    });
    if (typeof output === 'number') closeSync(output);
    for (const pipe of [child.stdio[0], child.stdio[3]]) (pipe as Socket).on('error', () => undefined).unref();
    this.#process = child;
    this.#exited = new Promise((resolve) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        resolve();
        void this.#handleEnd({ name: plan.name, code, signal }, performance.now() - startedAtMs);
      };
      child.once('exit', ended);
      // It could not even be started; there will be no `exit`.
      child.once('error', () => child.pid === undefined && ended(127, null));
    });
  }

  async #handleEnd(end: ChildEnd, aliveMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#deaths += 1;
    const restartInMs = this.#backOff.afterDeath(aliveMs);
    this.#options.onDeath(end, restartInMs);
    await delay(restartInMs, undefined, { signal: this.#restart.signal }).catch(() => undefined);
    if (!this.#stopping) this.start();
  }

  /** Asks it to end, and ends it when it does not. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restart.abort();
    this.#process?.kill('SIGTERM');
    const tooLate = delay(this.#options.stopDeadlineMs ?? STOP_DEADLINE_MS, 'late', { ref: false });
    if ((await Promise.race([this.#exited, tooLate])) === 'late') this.#process?.kill('SIGKILL');
    await this.#exited;
  }

  get logFile(): string {
    const { log } = this.#options;
    return log === 'inherit' ? '' : log.file;
  }

  /** The last lines it logged, for a message that says why it does not start. */
  logTail(): string {
    const { log } = this.#options;
    if (log === 'inherit') return '';
    return readFileSync(log.file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  }
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  // One older file is kept, so that a demo that runs for months does not fill the disk.
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}
