import type { Json, NodeStep } from '../nodes/node-type.ts';
import type { Draft } from './draft.ts';
import { failRun } from './failure.ts';
import { leaveRun } from './leave.ts';
import { clearTimer, setTimer } from './timers.ts';

/** Starts an attempt at a node: at once, or when its needs are met. */
export function beginRun(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  if (run.held.length > 0) {
    draft.setRun(run, { status: 'waiting' });
    return;
  }
  const isFresh = run.status === 'open' && run.data === null && run.requests === 0;
  const begun = isFresh ? run : draft.setRun(run, { status: 'open', data: null, requests: 0 });
  const { behaviour } = draft.compiled(begun).type;
  applyStep(draft, nodeRunId, () => behaviour.enter(draft.context(begun)));
}

/**
 * Does what a behaviour said. One that throws has a fault of its own: its node fails, so that the run goes on by the way that the
 * definition has for failures.
 */
export function applyStep(draft: Draft, nodeRunId: string, compute: () => NodeStep<Json>): void {
  let step: NodeStep<Json>;
  try {
    step = compute();
  } catch {
    failRun(draft, nodeRunId, 'behaviour_error', false);
    return;
  }
  applyStepResult(draft, nodeRunId, step);
}

export function applyStepResult(draft: Draft, nodeRunId: string, step: NodeStep<Json>): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  let requests = run.requests;
  for (const { kind, payload } of step.effects ?? []) {
    requests += 1;
    draft.effects.push({ type: 'request', key: requestKey(nodeRunId, run.attempt, requests), nodeRunId, kind, payload });
  }
  if (step.data !== run.data || requests !== run.requests) draft.setRun(run, { data: step.data, requests });
  for (const { name: mark, detail } of step.marks ?? []) draft.note({ name: 'marked', nodeRunId, mark, detail });
  for (const [name, atMs] of Object.entries(step.timers ?? noTimers)) {
    if (atMs === null) {
      clearTimer(draft, nodeRunId, 'own', name);
    } else {
      setTimer(draft, nodeRunId, 'own', name, atMs);
    }
  }
  if (step.failed) {
    failRun(draft, nodeRunId, step.failed.code, step.failed.retryable);
  } else if (step.done) {
    leaveRun(draft, nodeRunId, { port: step.done.port, how: 'done', outputs: step.done.outputs ?? {} });
  }
}

const noTimers: NonNullable<NodeStep<Json>['timers']> = {};

function requestKey(nodeRunId: string, attempt: number, request: number): string {
  return `${nodeRunId}.${attempt}.${request}`;
}

/** Whether a request's key belongs to the attempt that is being made. */
export function isKeyOfAttempt(key: string, nodeRunId: string, attempt: number): boolean {
  return key.startsWith(`${nodeRunId}.${attempt}.`);
}
