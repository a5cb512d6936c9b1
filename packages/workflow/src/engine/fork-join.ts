import type { ForkConfig } from '../nodes/fork/manifest.ts';
import type { JoinConfig } from '../nodes/join/manifest.ts';
import { closeRun, dropRuns } from './close.ts';
import { type Draft, configOf } from './draft.ts';
import { follow, leaveRun } from './leave.ts';
import { ARRIVED } from './visits.ts';
import type { NodeRun } from './state.ts';

/** Every branch of the fork begins; what runs in it carries the branch's mark until the join. */
export function branchOut(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const { branches } = configOf(run, draft.compiled(run)) as unknown as ForkConfig;
  draft.setFork(run.id, { expected: branches.length, arrived: [], branches: run.branches });
  closeRun(draft, run, 'branched', 'done');
  for (const port of branches) {
    // A branch that could not begin has ended the flow around the fork.
    if (!Object.hasOwn(draft.forks, run.id)) return;
    follow(draft, { ...run, branches: [...run.branches, { forkRunId: run.id, port }], from: null }, port);
  }
}

/** A branch has come to the join: the last one, or the first where that is enough, goes on as the fork's own. */
export function arrive(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  const mark = run?.branches.at(-1);
  const fork = mark && draft.forks[mark.forkRunId];
  // Validation sees to it that a join is only reached from the branches of its fork.
  if (!run || !mark || !fork) throw new Error('A join was reached from outside its fork');
  const { mode } = configOf(run, draft.compiled(run)) as unknown as JoinConfig;
  const arrived = [...new Set([...fork.arrived, mark.port])];
  if (mode === 'all' && arrived.length < fork.expected) {
    draft.setFork(mark.forkRunId, { ...fork, arrived });
    closeRun(draft, run, ARRIVED, 'done');
    return;
  }
  dropRuns(draft, (other) => other.id !== run.id && isInBranchOf(other, mark.forkRunId));
  draft.dropEntries((entry) => isInBranchOf(entry, mark.forkRunId));
  draft.dropForks((id, other) => id === mark.forkRunId || isInBranchOf(other, mark.forkRunId));
  draft.setRun(run, { branches: fork.branches, from: null });
  leaveRun(draft, run.id, { port: 'done', how: 'done' });
}

/** In one of the fork's branches itself, or in a sub-flow that one of them runs. */
function isInBranchOf({ branches }: Pick<NodeRun, 'branches'>, forkRunId: string): boolean {
  return branches.some((mark) => mark.forkRunId === forkRunId);
}
