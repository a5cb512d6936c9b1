import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureWorker } from '../../../../apps/sfu/native/ensure-worker.ts';
import { findDescendants, killHard } from '../../../../e2e/kit/process-faults.ts';
import type { ControlCounter } from './control-counter.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const MAIN = join(import.meta.dirname, '../../../../apps/sfu/src/main.ts');

/** A real media node in a process of its own: it can be killed, and started again where it was. */
export class MediaNode {
  readonly signallingPort: number;
  readonly mediaPort: number;
  readonly #counter: ControlCounter;
  readonly #dir = mkdtempSync(join(tmpdir(), 'guichet-rtc-'));
  readonly #workerBinary: string;
  #process: ChildProcess | null = null;

  static async start(counter: ControlCounter): Promise<MediaNode> {
    const { binary } = await ensureWorker();
    const node = new MediaNode(counter, binary, await freePort(), await freePort());
    await node.start();
    return node;
  }

  private constructor(counter: ControlCounter, workerBinary: string, signallingPort: number, mediaPort: number) {
    this.#counter = counter;
    this.#workerBinary = workerBinary;
    this.signallingPort = signallingPort;
    this.mediaPort = mediaPort;
  }

  async start(): Promise<void> {
    this.#process = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        COUNTER_URL: this.#counter.url,
        SIGNALLING_URL: `http://127.0.0.1:${this.signallingPort}`,
        SFU_PORT: String(this.signallingPort),
        SFU_MEDIA_PORT: String(this.mediaPort),
        SFU_WORKERS: '1',
        ANNOUNCED_ADDRESSES: '127.0.0.1',
        NODE_KEY: join(this.#dir, 'node.jwk'),
        MEDIASOUP_WORKER_BIN: this.#workerBinary,
        LOG_LEVEL: 'warn',
      },
    });
    await until('the node has registered', () => this.#counter.nodeConnected, 20_000);
  }

  async killWorker(): Promise<void> {
    const [worker] = await findDescendants(this.#process?.pid ?? 0, 'mediasoup-worker');
    if (!worker) throw new Error('The node has no media worker');
    killHard(worker.pid);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child?.pid) return;
    const exited = once(child, 'exit');
    killHard(child.pid);
    await exited;
    await until('the counter has noticed', () => !this.#counter.nodeConnected);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
