import { type Draft, pathOf } from './draft.ts';
import type { ClosedRun, NodeRun } from './state.ts';
import { clearTimers } from './timers.ts';

/** Takes a node run off the table: its timers with it, a line of history behind it. */
export function closeRun(draft: Draft, run: NodeRun, port: string, how: ClosedRun['how']): void {
  delete draft.open[run.id];
  // Timers that stand still go with the run.
  clearTimers(draft, run.id);
  const { id, scopeId, nodeId, branches, from } = run;
  draft.history.push({ id, scopeId, nodeId, port, how, branches, from });
  draft.note({ name: 'node_left', nodeRunId: id, path: pathOf(run), port });
}

/** Gives up what is open in a scope and in those inside it, and what was about to be entered there. */
export function dropScope(draft: Draft, scopeId: string): void {
  dropRuns(draft, (run) => run.scopeId.startsWith(scopeId));
  draft.dropEntries((entry) => entry.scopeId.startsWith(scopeId));
  draft.dropForks((forkRunId) => forkRunId.startsWith(scopeId));
}

export function dropRuns(draft: Draft, isDropped: (run: NodeRun) => boolean): void {
  // Inner ones first, as they were entered last.
  for (const run of Object.values(draft.open).reverse()) {
    if (isDropped(run)) closeRun(draft, run, 'dropped', 'dropped');
    if (draft.escalationRunId === run.id && !draft.run(run.id)) draft.escalationRunId = null;
  }
}
