import type { ForkConfig } from '../nodes/fork/manifest.ts';
import type { JoinConfig } from '../nodes/join/manifest.ts';
import { closeRun, dropRuns } from './close.ts';
import { type Draft, configOf } from './draft.ts';
import { follow, leaveRun } from './leave.ts';
import type { NodeRun } from './state.ts';

/** Every branch of the fork begins; what runs in it carries the branch's mark until the join. */
export function branchOut(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const { branches } = configOf(run, draft.compiled(run)) as unknown as ForkConfig;
  draft.forks[run.id] = { expected: branches.length, arrived: [], branches: run.branches };
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
    draft.forks[mark.forkRunId] = { ...fork, arrived };
    takeVisitBack(draft, run);
    closeRun(draft, run, 'arrived', 'done');
    return;
  }
  delete draft.forks[mark.forkRunId];
  dropRuns(draft, (other) => other.id !== run.id && isInBranchOf(other, mark.forkRunId));
  const kept = draft.entries.filter((entry) => !isInBranchOf(entry, mark.forkRunId));
  draft.entries.splice(0, draft.entries.length, ...kept);
  for (const [id, inner] of Object.entries(draft.forks)) if (isInBranchOf(inner, mark.forkRunId)) delete draft.forks[id];
  draft.setRun(run, { branches: fork.branches, from: null });
  leaveRun(draft, run.id, { port: 'done', how: 'done' });
}

/** All branches arriving is one visit of the join. */
function takeVisitBack(draft: Draft, run: NodeRun): void {
  const { visits } = draft.scope(run.scopeId);
  draft.setScope(run.scopeId, { visits: { ...visits, [run.nodeId]: (visits[run.nodeId] ?? 1) - 1 } });
}

/** In one of the fork's branches itself, or in a sub-flow that one of them runs. */
function isInBranchOf({ branches }: Pick<NodeRun, 'branches'>, forkRunId: string): boolean {
  return branches.some((mark) => mark.forkRunId === forkRunId);
}
