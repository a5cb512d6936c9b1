import type { Draft } from './draft.ts';
import type { FlowTimer, NodeRun } from './state.ts';

const idOf = (nodeRunId: string, purpose: FlowTimer['purpose'], name: string | null) =>
  name === null ? `${nodeRunId}:${purpose}` : `${nodeRunId}:${purpose}:${name}`;

/** Sets a timer, or moves it; of a node that is held only the time it has left is kept. */
export function setTimer(draft: Draft, nodeRunId: string, purpose: FlowTimer['purpose'], name: string | null, atMs: number): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const timerId = idOf(nodeRunId, purpose, name);
  if (run.held.length > 0 && standsStill(draft, run, purpose)) {
    removeTimer(draft, timerId);
    draft.setRun(run, { pausedTimers: { ...run.pausedTimers, [timerId]: Math.max(0, atMs - draft.nowMs) } });
    return;
  }
  draft.setTimer(timerId, { atMs, nodeRunId, purpose, name });
  draft.effects.push({ type: 'schedule', timerId, atMs });
}

export function clearTimer(draft: Draft, nodeRunId: string, purpose: FlowTimer['purpose'], name: string | null): void {
  const timerId = idOf(nodeRunId, purpose, name);
  removeTimer(draft, timerId);
  const run = draft.run(nodeRunId);
  if (!run || !Object.hasOwn(run.pausedTimers, timerId)) return;
  const { [timerId]: _gone, ...pausedTimers } = run.pausedTimers;
  draft.setRun(run, { pausedTimers });
}

/** Takes back every timer of a node run, or those of one purpose. */
export function clearTimers(draft: Draft, nodeRunId: string, purpose?: FlowTimer['purpose']): void {
  for (const [timerId, timer] of Object.entries(draft.timers)) {
    if (timer.nodeRunId === nodeRunId && (purpose === undefined || timer.purpose === purpose)) removeTimer(draft, timerId);
  }
  const run = draft.run(nodeRunId);
  if (!run) return;
  const pausedTimers = Object.fromEntries(
    Object.entries(run.pausedTimers).filter(([timerId]) => purpose !== undefined && !timerId.startsWith(`${nodeRunId}:${purpose}`)),
  );
  draft.setRun(run, { pausedTimers });
}

/** The node is held: its timers stand still, its time limit only where the definition says so. */
export function pauseTimers(draft: Draft, run: NodeRun): void {
  const pausedTimers: Record<string, number> = { ...run.pausedTimers };
  for (const [timerId, timer] of Object.entries(draft.timers)) {
    if (timer.nodeRunId !== run.id || !standsStill(draft, run, timer.purpose)) continue;
    pausedTimers[timerId] = Math.max(0, timer.atMs - draft.nowMs);
    removeTimer(draft, timerId);
  }
  draft.setRun(run, { pausedTimers });
}

/** The node goes on: every timer gets the time it had left. */
export function resumeTimers(draft: Draft, run: NodeRun): void {
  draft.setRun(run, { pausedTimers: {} });
  for (const [timerId, leftMs] of Object.entries(run.pausedTimers)) {
    const [purpose, name] = timerId.slice(run.id.length + 1).split(/:(.*)/s);
    setTimer(draft, run.id, purpose as FlowTimer['purpose'], name ?? null, draft.nowMs + leftMs);
  }
}

export function removeTimer(draft: Draft, timerId: string): void {
  if (!Object.hasOwn(draft.timers, timerId)) return;
  draft.dropTimer(timerId);
  draft.effects.push({ type: 'unschedule', timerId });
}

function standsStill(draft: Draft, run: NodeRun, purpose: FlowTimer['purpose']): boolean {
  if (purpose === 'own') return true;
  return purpose === 'limit' && draft.compiled(run).node.timeLimit?.whileHeld === 'pause';
}
