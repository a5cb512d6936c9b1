import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const FIRST_DELAY_MS = 10;
const LAST_DELAY_MS = 5_000;
/** A service that ran for so long was healthy: its next restart is immediate again. */
const HEALTHY_MS = 10_000;
const STOP_DEADLINE_MS = 10_000;

export interface RecordingServiceOptions {
  /** `RECORDING_SOCKET`, `JOURNAL_DIR`, `RECORDING_STORE_DIR`, `RECORDING_NODE_KEY_FILE` and what else `service/config.ts` names. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its log (JSON lines) and its complaints; inherited by default. */
  readonly output?: 'inherit' | 'ignore';
  readonly onExit?: (code: number | null, signal: NodeJS.Signals | null) => void;
}

export interface SupervisedService {
  /** Of the process that runs now; null between two. */
  readonly pid: number | null;
  /** Ends it, sealed, and does not start it again. */
  stop(): Promise<void>;
}

/**
 * Runs the recording service as a child and starts it again whenever it ends. The child notices when its parent is gone (its standard
 * input closes) and ends as well, so that none is ever left behind.
 */
export function superviseRecordingService({ environment, output = 'inherit', onExit }: RecordingServiceOptions): SupervisedService {
  let child: ChildProcess | null = null;
  let delayMs = FIRST_DELAY_MS;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;

  const start = (): void => {
    const startedMs = performance.now();
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      env: { ...environment, RECORDING_EXIT_WITH_PARENT: '1' },
      stdio: ['pipe', output, output],
    });
    child.stdin?.on('error', () => undefined);
    child.once('error', () => undefined);
    child.once('close', (code, signal) => {
      child = null;
      onExit?.(code, signal);
      if (stopping) return;
      delayMs = performance.now() - startedMs > HEALTHY_MS ? FIRST_DELAY_MS : Math.min(LAST_DELAY_MS, delayMs * 2);
      timer = setTimeout(start, delayMs);
    });
  };
  start();

  return {
    get pid() {
      return child?.pid ?? null;
    },
    stop: () => {
      stopping = true;
      if (timer) clearTimeout(timer);
      const running = child;
      if (!running) return Promise.resolve();
      return new Promise((resolve) => {
        const kill = setTimeout(() => running.kill('SIGKILL'), STOP_DEADLINE_MS);
        running.once('close', () => {
          clearTimeout(kill);
          resolve();
        });
        running.kill('SIGTERM');
      });
    },
  };
}
