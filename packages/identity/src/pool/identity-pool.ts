import { type ResultOf, type TaskOf, type WorkKind, WorkRefused, type WorkProblem } from './work.ts';
import { gatePicture, PictureRefused } from './picture-gate.ts';
import type { GenericDefinition } from '../documents/generic/definition.ts';
import type { FaceSettings } from '../face/registry.ts';
import type { WorkerSettings } from './worker-settings.ts';
import { WorkerProcess } from './worker-process.ts';

export interface PoolOptions {
  /** Processes at most; they are started when they are needed. */
  readonly workers: number;
  /** Orders that may wait; one more is refused as `busy`. */
  readonly queue: number;
  readonly maxMemoryBytes: number;
  readonly timeoutMs: Readonly<Partial<Record<WorkKind, number>>>;
  /** A process that did so many orders makes room for a fresh one: what leaks does so for a while only. */
  readonly ordersPerWorker: number;
  /** Which engines look at faces. */
  readonly faces: FaceSettings;
  /** Documents that a bank declared, beside those that are known. */
  readonly documents: readonly GenericDefinition[];
  readonly onDone?: (done: WorkDone) => void;
}

/** One order, over. */
export interface WorkDone {
  readonly kind: WorkKind;
  readonly outcome: 'done' | WorkProblem;
  readonly waitedMs: number;
  readonly tookMs: number;
}

export const POOL_DEFAULTS: PoolOptions = {
  workers: 2,
  queue: 32,
  // Engines for faces take some 400 MB, those for documents 600 MB to 1 GB; one process can hold both.
  maxMemoryBytes: 1_800 * 1024 * 1024,
  timeoutMs: {},
  ordersPerWorker: 500,
  faces: { name: 'human', modelsDir: null },
  documents: [],
};

const TIMEOUT_MS = {
  warm: 60_000,
  'document.read': 45_000,
  'face.analyse': 10_000,
  'face.look': 10_000,
  'face.compare': 10_000,
} as const satisfies Record<WorkKind, number>;

interface Waiting {
  readonly kind: WorkKind;
  readonly task: TaskOf<WorkKind>;
  readonly done: PromiseWithResolvers<unknown>;
  readonly sinceMs: number;
}

/**
 * Engines in processes of their own. A picture that brings one down costs its own order; the next one finds a fresh process. What comes when the queue is
 * full is refused at once: the caller goes on without an engine, and no call waits for one.
 */
export class IdentityPool {
  readonly #options: PoolOptions;
  readonly #idle: WorkerProcess[] = [];
  readonly #busy = new Set<WorkerProcess>();
  readonly #waiting: Waiting[] = [];
  #restarts = 0;
  #isWarm = false;
  #closed = false;

  constructor(options: Partial<PoolOptions> = {}) {
    this.#options = { ...POOL_DEFAULTS, ...options };
  }

  /** @throws WorkRefused */
  async run<Kind extends WorkKind>(kind: Kind, task: TaskOf<Kind>): Promise<ResultOf<Kind>> {
    const sinceMs = performance.now();
    try {
      if (this.#closed) throw new WorkRefused('closed');
      // What is no picture is refused here: it takes no process, and no place of somebody else's.
      for (const picture of picturesOf(task)) gatePicture(picture);
      if (this.#waiting.length >= this.#options.queue) throw new WorkRefused('busy');
    } catch (error) {
      const refused = error instanceof PictureRefused ? new WorkRefused(error.problem, { cause: error }) : error;
      this.#tell(kind, refused, sinceMs, sinceMs);
      throw refused;
    }
    const done = Promise.withResolvers<unknown>();
    this.#waiting.push({ kind, task, done, sinceMs });
    this.#next();
    return done.promise as Promise<ResultOf<Kind>>;
  }

  /** Starts the processes and opens every engine in them, so that nobody waits for it later; from then on also in whatever takes a worn one's place. */
  async warm(): Promise<void> {
    this.#isWarm = true;
    for (const engines of ['documents', 'faces'] as const)
      await Promise.allSettled(Array.from({ length: this.#options.workers }, () => this.run('warm', { engines })));
  }

  /** How it stands. `restarts`: processes that ended otherwise than by their number of orders. */
  get state(): {
    readonly running: number;
    readonly waiting: number;
    readonly processes: number;
    readonly restarts: number;
    readonly memoryBytes: number;
  } {
    const processes = [...this.#idle, ...this.#busy];
    const memoryBytes = processes.reduce((sum, process) => sum + process.memoryBytes, 0);
    return { running: this.#busy.size, waiting: this.#waiting.length, processes: processes.length, restarts: this.#restarts, memoryBytes };
  }

  /** Of its processes: whoever watches them from outside finds them by these. */
  get pids(): readonly number[] {
    return [...this.#idle, ...this.#busy].flatMap(({ pid }) => pid ?? []);
  }

  close(): void {
    this.#closed = true;
    for (const { done } of this.#waiting.splice(0)) done.reject(new WorkRefused('closed'));
    for (const worker of [...this.#idle.splice(0), ...this.#busy]) worker.kill('closed');
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#busy.size < this.#options.workers) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) return;
      const worker = this.#idle.pop() ?? this.#start();
      this.#busy.add(worker);
      void this.#carryOut(worker, waiting);
    }
  }

  async #carryOut(worker: WorkerProcess, { kind, task, done, sinceMs }: Waiting): Promise<void> {
    const begunMs = performance.now();
    try {
      const result = await worker.run(kind, task as never, this.#options.timeoutMs[kind] ?? TIMEOUT_MS[kind]);
      this.#tell(kind, null, sinceMs, begunMs);
      done.resolve(result);
    } catch (error) {
      this.#tell(kind, error, sinceMs, begunMs);
      done.reject(error instanceof WorkRefused ? error : new WorkRefused('failed', { cause: error }));
    } finally {
      this.#busy.delete(worker);
      if (!worker.ended && !this.#closed) {
        if (worker.orders < this.#options.ordersPerWorker) this.#idle.push(worker);
        else this.#retire(worker);
      }
      this.#next();
    }
  }

  #retire(worker: WorkerProcess): void {
    worker.kill('closed');
    if (this.#isWarm) void this.warm();
  }

  #start(): WorkerProcess {
    const { maxMemoryBytes, faces, documents } = this.#options;
    const worker: WorkerProcess = new WorkerProcess({
      maxMemoryBytes,
      settings: { faces, documents } satisfies WorkerSettings,
      onEnded: () => {
        const at = this.#idle.indexOf(worker);
        if (at >= 0) this.#idle.splice(at, 1);
        if (!this.#closed && worker.orders < this.#options.ordersPerWorker) this.#restarts += 1;
      },
    });
    return worker;
  }

  #tell(kind: WorkKind, error: unknown, sinceMs: number, begunMs: number): void {
    const outcome = error === null ? 'done' : error instanceof WorkRefused ? error.problem : 'failed';
    this.#options.onDone?.({ kind, outcome, waitedMs: begunMs - sinceMs, tookMs: performance.now() - begunMs });
  }
}

function picturesOf(task: TaskOf<WorkKind>): readonly Uint8Array[] {
  if ('engines' in task) return [];
  if ('reference' in task) return [task.reference, ...task.live];
  return 'still' in task && task.still !== null ? [...task.pictures, task.still] : task.pictures;
}
