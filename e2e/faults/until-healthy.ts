import { ageMs } from '../kit/process-faults.ts';
import type { FaultContext } from './fault.ts';
import { pause } from './pause.ts';

/** A process that dies again so soon is started again ever later, on purpose (`scripts/start/back-off.ts`): that is another fault than one death. */
const HEALTHY_AFTER_MS = 10_500;

export type LaunchedName = keyof FaultContext['installation']['running']['pids'];

/** The call goes on until the launcher takes the process for healthy (again). */
export async function untilHealthy({ installation }: FaultContext, name: LaunchedName): Promise<void> {
  const pid = installation.running.pids[name];
  if (pid !== undefined) await pause(Math.max(0, HEALTHY_AFTER_MS - (await ageMs(pid))));
}
