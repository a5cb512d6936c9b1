import { rmdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { socketPath } from './socket-path.ts';

const ANSWER_TIMEOUT_MS = 2_000;
/** Two launchers that started in the same instant have both made their socket by then. */
const SETTLE_MS = 50;

/** What a running launcher says of itself. */
export type InstanceInfo = { readonly pid: number; readonly startedAt: string; readonly url: string };

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly running: InstanceInfo;

  constructor(running: InstanceInfo) {
    super(`Guichet is running already (process ${running.pid})`);
    this.running = running;
  }
}

/**
 * Holds a data folder for one launcher at a time. The lock is a Unix socket that its holder answers on: unlike a file
 * with a process id in it, it cannot outlive its holder, nor be taken for another process of the same id.
 */
export class InstanceLock {
  readonly #server: Server;
  readonly #path: string;

  private constructor(server: Server, path: string) {
    this.#server = server;
    this.#path = path;
  }

  /** @throws AlreadyRunningError saying who holds it */
  static async acquire(dataDir: string, info: InstanceInfo): Promise<InstanceLock> {
    const path = socketPath(dataDir, 'launcher');
    const running = await askHolder(path);
    if (running) throw new AlreadyRunningError(running);
    // Nobody answers: a launcher that was killed left it behind.
    await unlink(path).catch(() => undefined);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(JSON.stringify(info));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    server.unref();
    await delay(SETTLE_MS);
    const holder = await askHolder(path);
    if (holder?.pid === info.pid) return new InstanceLock(server, path);
    server.close();
    throw new AlreadyRunningError(holder ?? info);
  }

  async release(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
    await unlink(this.#path).catch(() => undefined);
    // The folder goes with its last socket; below the system's temporary one nobody else would remove it.
    await rmdir(dirname(this.#path)).catch(() => undefined);
  }
}

/** @throws AlreadyRunningError when a launcher holds this data folder */
export async function requireNotRunning(dataDir: string): Promise<void> {
  const running = await runningInstance(dataDir);
  if (running) throw new AlreadyRunningError(running);
}

/** Who holds the lock of this data folder, if anybody. */
export function runningInstance(dataDir: string): Promise<InstanceInfo | undefined> {
  return askHolder(socketPath(dataDir, 'launcher'));
}

function askHolder(path: string): Promise<InstanceInfo | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path);
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy());
    socket.on('data', (text) => (answer += text.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer === '' ? undefined : (JSON.parse(answer) as InstanceInfo)));
  });
}
