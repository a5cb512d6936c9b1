import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const START_WITHIN_MS = 30_000;

/** The counter as a process of its own, as it is started in earnest. */
export class CounterProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it wrote, to either output. */
  output = '';

  constructor(env: Readonly<Record<string, string>>) {
    this.url = `http://localhost:${env['PORT'] ?? '0'}`;
    this.child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      env: { ...env, GUICHET_LIFELINE_FD: '3' },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  /** Resolves when it answers; rejects when it ended instead. */
  async ready(): Promise<this> {
    await eventually(async () => {
      if (this.child.exitCode !== null) throw new Error(`The counter ended: ${this.output}`);
      return fetch(`${this.url}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      );
    }, START_WITHIN_MS);
    return this;
  }

  /** Closes the pipe that tells it that whoever started it is alive. */
  cutLifeline(): void {
    const pipe = this.child.stdio[3];
    if (pipe !== null && pipe !== undefined && 'destroy' in pipe) pipe.destroy();
  }

  /** Exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
