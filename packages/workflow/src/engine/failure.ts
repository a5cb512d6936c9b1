import { dropScope } from './close.ts';
import { nextCompensation, startCompensation } from './compensation.ts';
import { type Draft, parentRunId, pathOf } from './draft.ts';
import { closeRun } from './close.ts';
import { leaveRun } from './leave.ts';
import { clearTimers, setTimer } from './timers.ts';

/**
 * A node could not do its work. It is tried again after a while where the definition says so and the failure may pass; else the run goes on
 * by the port `failed`; and where there is none, the flow around it fails.
 */
export function failRun(draft: Draft, nodeRunId: string, code: string, retryable: boolean): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const { node, edges } = draft.compiled(run);
  if (retryable && node.retry && run.attempt < node.retry.maxAttempts) {
    const { firstDelayMs, factor, maxDelayMs } = node.retry;
    const delayMs = Math.min(maxDelayMs, Math.round(firstDelayMs * factor ** (run.attempt - 1)));
    const retryAtMs = draft.nowMs + delayMs;
    clearTimers(draft, nodeRunId, 'own');
    const current = draft.run(nodeRunId) ?? run;
    draft.setRun(current, { status: 'retrying', data: null });
    draft.note({ name: 'node_failed', nodeRunId, path: pathOf(run), code, retryAtMs });
    setTimer(draft, nodeRunId, 'retry', null, retryAtMs);
    return;
  }
  draft.note({ name: 'node_failed', nodeRunId, path: pathOf(run), code, retryAtMs: null });
  if (run.purpose === 'compensation') {
    closeRun(draft, run, 'failed', 'failed');
    nextCompensation(draft);
  } else if (edges.has('failed')) {
    leaveRun(draft, nodeRunId, { port: 'failed', how: 'failed' });
  } else {
    closeRun(draft, run, 'failed', 'failed');
    failScope(draft, run.scopeId, code);
  }
}

/** The flow of a scope can't go on: a sub-flow's node fails with it, the flow itself undoes what it did. */
export function failScope(draft: Draft, scopeId: string, code: string): void {
  dropScope(draft, scopeId);
  draft.setScope(scopeId, { ended: true });
  const parent = parentRunId(scopeId);
  if (parent === null) {
    startCompensation(draft, 'failed');
  } else {
    failRun(draft, parent, code, false);
  }
}
