import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type ResultOf, type TaskOf, type WorkKind, type WorkProblem, WorkRefused, type WorkReply } from './work.ts';

const WORKER = new URL('./worker.ts', import.meta.url).pathname;
/** To be there at all, on a machine that is busy. */
const START_WITHIN_MS = 20_000;
const LOOK_AT_MEMORY_EVERY_MS = 100;
const PAGE_BYTES = 4096;

export interface WorkerProcessOptions {
  /** Resident memory beyond which it is ended, whatever it is at. */
  readonly maxMemoryBytes: number;
  /** Handed to the process as it is. */
  readonly settings: object;
  readonly onEnded: () => void;
}

/** One child process that carries out one order at a time. What hangs, dies or grows takes itself along and nobody else. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #options: WorkerProcessOptions;
  readonly #ready = Promise.withResolvers<void>();
  #current: { readonly id: number; readonly done: PromiseWithResolvers<unknown> } | null = null;
  #orders = 0;
  #ended = false;
  #lastMemoryBytes = 0;

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    this.#child = fork(WORKER, [JSON.stringify(options.settings)], {
      serialization: 'advanced',
      // Neither secrets nor addresses of the counter are any of its business.
      env: { NODE_ENV: 'production' },
      execArgv: ['--no-warnings', `--max-old-space-size=${Math.floor(options.maxMemoryBytes / 2 ** 21)}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (reply: WorkReply) => this.#heard(reply));
    this.#child.once('error', () => this.#end('died'));
    this.#child.once('exit', () => this.#end('died'));
    this.#ready.promise.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get orders(): number {
    return this.#orders;
  }

  /** As last seen. */
  get memoryBytes(): number {
    return this.#lastMemoryBytes;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @throws WorkRefused; after `timeout`, `out_of_memory` and `died` the process is gone. */
  async run<Kind extends WorkKind>(kind: Kind, task: TaskOf<Kind>, withinMs: number): Promise<ResultOf<Kind>> {
    const starting = setTimeout(() => this.kill('died'), START_WITHIN_MS);
    await this.#ready.promise.finally(() => clearTimeout(starting));
    this.#orders += 1;
    const done = Promise.withResolvers<unknown>();
    const id = this.#orders;
    this.#current = { id, done };
    const overdue = setTimeout(() => this.kill('timeout'), withinMs);
    const memory = setInterval(() => void this.#watchMemory(), LOOK_AT_MEMORY_EVERY_MS);
    this.#child.send({ id, kind, task }, (error) => (error ? this.kill('died') : undefined));
    try {
      return (await done.promise) as ResultOf<Kind>;
    } finally {
      clearTimeout(overdue);
      clearInterval(memory);
      await this.#watchMemory();
      this.#current = null;
    }
  }

  kill(problem: WorkProblem): void {
    this.#child.kill('SIGKILL');
    this.#end(problem);
  }

  #heard(reply: WorkReply): void {
    if (reply.type === 'ready') return this.#ready.resolve();
    if (this.#current?.id !== reply.id) return;
    if (reply.type === 'done') this.#current.done.resolve(reply.result);
    else this.#current.done.reject(new WorkRefused(reply.problem, { cause: new Error(reply.detail) }));
  }

  #end(problem: WorkProblem): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ready.reject(new WorkRefused(problem));
    this.#current?.done.reject(new WorkRefused(problem));
    this.#options.onEnded();
  }

  /** The kernel's own figure; where there is none (not Linux) the limit of the heap alone holds. */
  async #watchMemory(): Promise<void> {
    const statm = await readFile(`/proc/${this.#child.pid}/statm`, 'utf8').catch(() => null);
    if (statm === null) return;
    this.#lastMemoryBytes = Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
    if (this.#lastMemoryBytes > this.#options.maxMemoryBytes) this.kill('out_of_memory');
  }
}
