import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A media node as it really runs: a process of its own, with everything it needs in its environment. */
export class NodeProcess {
  readonly child: ChildProcess;
  output = '';

  constructor(environment: Record<string, string>) {
    const lifeline = environment['GUICHET_LIFELINE_FD'] === undefined ? [] : (['pipe'] as const);
    this.child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', ...lifeline],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (text: Buffer) => (this.output += text.toString()));
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Media workers that this node has started and that still run. */
  workerPids(): number[] {
    return childrenOf(this.child.pid ?? -1);
  }

  /** As when whoever started the node is gone. */
  cutLifeline(): void {
    (this.child.stdio[3] as Duplex).destroy();
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.ended) return this.child.exitCode;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
    return this.child.exitCode;
  }

  async ready(url: string): Promise<void> {
    await until(
      'the node is ready',
      async () => {
        if (this.ended) throw new Error(`The node ended: ${this.output}`);
        return (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;
      },
      15_000,
    );
  }
}

/** Whether a process still runs. */
export function isAlive(pid: number): boolean {
  try {
    // A process that has ended stays in the table until its parent looks; it runs no more.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => {
      try {
        return readFileSync(`/proc/${each}/status`, 'utf8').includes(`PPid:\t${pid}\n`);
      } catch {
        return false;
      }
    });
}
