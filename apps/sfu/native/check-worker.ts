import { spawn } from 'node:child_process';

/**
 * The worker's exit code when it is not started by its Node counterpart (`worker/src/main.cpp`:
 * "missing MEDIASOUP_VERSION"). mediasoup's install script proves a worker the same way.
 */
const notMyParentExitCode = 41;

/**
 * Whether the file is a media worker whose libraries load on this machine. Every failure reads as "no":
 * a missing file, another program, a libc that is too old, a library gone after a system upgrade.
 */
export async function workerRuns(binary: string, timeoutMs = 5_000): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(binary, [], { stdio: 'ignore', env: {}, timeout: timeoutMs, killSignal: 'SIGKILL' });
    child.once('error', () => resolve(false));
    child.once('close', (exitCode) => resolve(exitCode === notMyParentExitCode));
  });
}
