import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordingId } from '@guichet/protocol';
import { RecorderClient } from '../service/client.ts';
import { testKeys } from './journal-kit.ts';

const MAIN = fileURLToPath(new URL('../service/main.ts', import.meta.url));

/** The real recording service as a process of its own, in a folder of its own. */
export class TestService {
  readonly keys = testKeys();
  readonly folder: string;
  readonly environment: Record<string, string>;
  #process: ChildProcess | null = null;
  #clients: RecorderClient[] = [];

  constructor(environment: Record<string, string> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'guichet-service-'));
    for (const name of ['journals', 'store']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'node.pem'), this.keys.nodePem, { mode: 0o600 });
    this.environment = {
      RECORDING_SOCKET: join(this.folder, 'recorder.sock'),
      JOURNAL_DIR: join(this.folder, 'journals'),
      ...(environment.RECORDING_STORE_S3_BUCKET === undefined ? { RECORDING_STORE_DIR: join(this.folder, 'store') } : {}),
      RECORDING_NODE_KEY_FILE: join(this.folder, 'node.pem'),
      RECORDING_MIN_FREE_MB: '1',
      LOG_LEVEL: 'warn',
      ...environment,
    };
  }

  get pid(): number {
    return this.#process?.pid as number;
  }

  get exitCode(): number | null {
    return this.#process?.exitCode ?? null;
  }

  get storeDir(): string {
    return this.environment.RECORDING_STORE_DIR as string;
  }

  journalDir(recordingId: RecordingId): string {
    return join(this.environment.JOURNAL_DIR as string, recordingId);
  }

  start(): void {
    this.#process = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      env: this.environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }

  async connect(): Promise<RecorderClient> {
    const client = new RecorderClient(this.environment.RECORDING_SOCKET as string);
    this.#clients.push(client);
    await once(client, 'connected', { signal: AbortSignal.timeout(10_000) });
    return client;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Resolves with the first truthy value of `look`; rejects when there is none before the deadline. */
export async function until<T>(what: string, look: () => T | Promise<T>, deadlineMs = 10_000): Promise<NonNullable<T>> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (performance.now() > endMs) throw new Error(`Not before the deadline: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
