import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Runs `work` while holding an exclusive lock on `lockPath`, so that two starts never build at once.
 *
 * The lock is held by flock(1) in a child that lives as long as our end of its input: the kernel releases
 * it however this process ends, kill -9 included, so there is no stale lock to tell from a live one.
 */
export async function withBuildLock<T>(lockPath: string, onWaiting: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockPath), { recursive: true });
  const holder = spawn('flock', ['--exclusive', lockPath, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A first moment without an answer means that somebody else has it.
  const waitingTimer = setTimeout(onWaiting, 500);
  try {
    await new Promise<void>((resolve, reject) => {
      holder.once('error', reject);
      holder.once('close', (exitCode) => reject(new Error(`flock ended with ${exitCode} before it had the lock`)));
      createInterface({ input: holder.stdout }).once('line', () => resolve());
    });
    clearTimeout(waitingTimer);
    return await work();
  } finally {
    clearTimeout(waitingTimer);
    holder.stdin.end();
  }
}
