import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '@guichet/protocol';
import type { FromScenarioPlayer, ToScenarioPlayer } from './scenario-player.ts';

/** For all scenarios of a flow together. */
const WITHIN_MS = 20_000;

/**
 * Plays scenarios in a thread of its own: whoever asks for something else meanwhile is answered. For each, in their order, what was otherwise than it
 * says, or null; those that were not over in time were `too_slow`. Throws `internal` where the thread broke.
 */
export async function playScenarios(order: ToScenarioPlayer, withinMs: number = WITHIN_MS): Promise<readonly (string | null)[]> {
  const played: (string | null)[] = [];
  const worker = new Worker(new URL('./scenario-player.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  worker.on('message', ({ unmet }: FromScenarioPlayer) => played.push(unmet));
  const deadline = AbortSignal.timeout(withinMs);
  try {
    await once(worker, 'exit', { signal: deadline });
  } catch (cause) {
    if (!deadline.aborted) throw new AppError('internal', { cause });
  } finally {
    await worker.terminate();
  }
  return order.scenarios.map((_scenario, index) => played[index] ?? (index < played.length ? null : 'too_slow'));
}
