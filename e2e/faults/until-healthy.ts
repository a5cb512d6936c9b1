import { ageMs } from '../kit/process-faults.ts';
import type { FaultContext } from './fault.ts';
import { pause } from './pause.ts';

/** A process that dies again so soon is started again ever later, on purpose (`scripts/start/back-off.ts`): that is another fault than one kill. */
const HEALTHY_AFTER_MS = 10_500;

/** The call goes on until the launcher takes its processes for healthy again. */
export async function untilHealthy({ installation }: FaultContext): Promise<void> {
  const ages = await Promise.all(Object.values(installation.running.pids).map((pid) => ageMs(pid)));
  await pause(Math.max(0, HEALTHY_AFTER_MS - Math.min(...ages)));
}
