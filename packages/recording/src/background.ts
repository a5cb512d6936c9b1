import { setPriority } from 'node:os';

/** After everything else that the machine does (nice(2)). */
export const NICENESS = 10;

/** Lets a process of ours come after whoever waits for an answer. */
export function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, NICENESS);
  } catch {
    // It has ended already, or the system does not let us: it works all the same.
  }
}
