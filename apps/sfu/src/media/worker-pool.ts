import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@guichet/protocol';
import type { Logger } from 'pino';
import { MediaWorker } from './media-worker.ts';

const RETRY_FIRST_MS = 50;
const RETRY_LONGEST_MS = 5_000;

export interface WorkerPoolOptions {
  readonly count: number;
  readonly binary: string;
  /** Worker n gets this port + n. */
  readonly mediaPort: number;
  readonly announcedAddresses: readonly string[];
  readonly log: Logger;
}

/** The media workers of the node. One that dies is replaced at once, on its own port. */
export class WorkerPool extends EventEmitter<{ restarted: [index: number]; available: [] }> {
  readonly #options: WorkerPoolOptions;
  readonly #workers = new Map<number, MediaWorker>();
  readonly #closing = new AbortController();

  static async start(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      for (let index = 0; index < options.count; index += 1) await pool.#startWorker(index);
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  private constructor(options: WorkerPoolOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
  }

  get workers(): readonly MediaWorker[] {
    return [...this.#workers.values()].filter((worker) => worker.alive);
  }

  get wanted(): number {
    return this.#options.count;
  }

  get busiestRatio(): number {
    return Math.max(0, ...this.workers.map((worker) => worker.cpuRatio));
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** The least loaded worker; waits for a replacement when none is left. */
  async acquire(): Promise<MediaWorker> {
    while (!this.closed) {
      const [best] = [...this.workers].sort((a, b) => a.load - b.load || a.rooms - b.rooms || a.index - b.index);
      if (best) return best;
      await new Promise<void>((resolve) => this.once('available', resolve));
    }
    throw new AppError('unavailable');
  }

  close(): void {
    if (this.closed) return;
    this.#closing.abort();
    for (const worker of this.#workers.values()) worker.close();
    this.#workers.clear();
    this.emit('available');
  }

  async #startWorker(index: number): Promise<void> {
    const { binary, mediaPort, announcedAddresses, log } = this.#options;
    const worker = await MediaWorker.start({ index, binary, port: mediaPort + index, announcedAddresses });
    if (this.closed) {
      worker.close();
      return;
    }
    this.#workers.set(index, worker);
    worker.once('died', () => void this.#replace(index, worker.pid));
    log.info({ worker: index, pid: worker.pid, port: mediaPort + index }, 'media worker started');
    this.emit('available');
  }

  async #replace(index: number, pid: number): Promise<void> {
    this.#workers.delete(index);
    if (this.closed) return;
    this.#options.log.error({ worker: index, pid }, 'media worker died');
    for (let waitMs = RETRY_FIRST_MS; !this.closed; waitMs = Math.min(RETRY_LONGEST_MS, waitMs * 2)) {
      try {
        await this.#startWorker(index);
        this.emit('restarted', index);
        return;
      } catch (error) {
        this.#options.log.error({ worker: index, err: error }, 'media worker could not be started');
        // Rejects only when the pool closes, and the loop ends then.
        await delay(waitMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }
}
