import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is yes. False when the deadline passed or `signal` said to give up. */
export async function pollUntil(ask: () => Promise<boolean>, options: { timeoutMs: number; intervalMs: number; signal?: AbortSignal }) {
  const deadline = performance.now() + options.timeoutMs;
  while (performance.now() < deadline && !options.signal?.aborted) {
    if (await ask()) return true;
    await delay(options.intervalMs);
  }
  return false;
}
