import type { Draft } from './draft.ts';
import { failRun } from './failure.ts';
import { leaveRun } from './leave.ts';
import { applyStep, beginRun } from './run-steps.ts';
import type { FlowTimer } from './state.ts';
import { pathOf } from './draft.ts';
import { assertNever } from '@guichet/protocol';

/** A moment has come. One that was taken back is nobody's; one that comes early, by a clock that was set, is asked for again. */
export function fireTimer(draft: Draft, timerId: string): boolean {
  const timer = Object.hasOwn(draft.timers, timerId) ? draft.timers[timerId] : undefined;
  if (!timer || draft.status === 'finished') return false;
  if (draft.nowMs < timer.atMs) {
    draft.effects.push({ type: 'schedule', timerId, atMs: timer.atMs });
    return false;
  }
  draft.dropTimer(timerId);
  fire(draft, timer);
  return true;
}

function fire(draft: Draft, timer: FlowTimer): void {
  switch (timer.purpose) {
    case 'own':
      return fireOwn(draft, timer);
    case 'limit':
      return reachLimit(draft, timer.nodeRunId);
    case 'retry':
      return tryAgain(draft, timer.nodeRunId);
    default:
      return assertNever(timer.purpose);
  }
}

function fireOwn(draft: Draft, { nodeRunId, name }: FlowTimer): void {
  const run = draft.run(nodeRunId);
  if (run?.status !== 'open' || name === null) return;
  const { behaviour } = draft.compiled(run).type;
  applyStep(draft, nodeRunId, () => behaviour.timer?.(run.data, name, draft.context(run)) ?? { data: run.data });
}

/** The node's time is up, whatever it is doing. */
function reachLimit(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  const port = run && draft.compiled(run).node.timeLimit?.port;
  if (!run || port === undefined) return;
  if (run.purpose === 'forward' && draft.compiled(run).edges.has(port)) {
    leaveRun(draft, nodeRunId, { port, how: 'failed' });
  } else {
    failRun(draft, nodeRunId, 'timed_out', false);
  }
}

function tryAgain(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  if (run?.status !== 'retrying') return;
  const attempt = run.attempt + 1;
  draft.setRun(run, { attempt });
  const nodeType = draft.compiled(run).node.type;
  draft.note({ name: 'node_entered', nodeRunId, path: pathOf(run), nodeType, visit: run.visit, attempt });
  beginRun(draft, nodeRunId);
}
