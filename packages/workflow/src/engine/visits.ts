import type { Draft } from './draft.ts';
import type { ClosedRun } from './state.ts';

/** How a branch leaves a join that still waits for others: all branches arriving is one visit of the join. */
export const ARRIVED = 'arrived';

export interface Visits {
  /** How often the node was entered, whatever for: numbers its node runs. */
  readonly entered: number;
  /** How often going forward: what `maxVisits` bounds. What was gone back from is not counted. */
  readonly forward: number;
}

/** How often a node was entered in its scope so far, by what is open and what was left. */
export function visitsOf(draft: Draft, scopeId: string, nodeId: string): Visits {
  let entered = 0;
  let forward = 0;
  for (const closed of draft.history) {
    if (closed.nodeId !== nodeId || closed.scopeId !== scopeId) continue;
    entered += 1;
    if (isForward(closed)) forward += 1;
  }
  for (const run of Object.values(draft.open)) {
    if (run.nodeId !== nodeId || run.scopeId !== scopeId) continue;
    entered += 1;
    if (run.purpose === 'forward') forward += 1;
  }
  return { entered, forward };
}

function isForward({ how, port }: ClosedRun): boolean {
  return how !== 'back' && how !== 'compensated' && port !== ARRIVED;
}
