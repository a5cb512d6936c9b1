import { type Draft, configOf } from './draft.ts';
import { beginRun } from './run-steps.ts';
import { unmetNeeds } from './session-facts.ts';
import type { HoldReason, NodeRun } from './state.ts';
import { pauseTimers, resumeTimers } from './timers.ts';

/** Why a node run can't go on at the moment. What undoes something needs nobody. */
export function holdReasons(draft: Draft, run: NodeRun): readonly HoldReason[] {
  if (run.purpose === 'compensation') return [];
  const compiled = draft.compiled(run);
  const reasons = unmetNeeds(compiled.type.manifest.needs(configOf(run, compiled)), draft.facts);
  const { escalationRunId } = draft;
  if (escalationRunId !== null && !isSameOrWithin(escalationRunId, run.id) && !isSameOrWithin(run.id, escalationRunId))
    reasons.push('person');
  return reasons;
}

/** A sub-flow isn't held by what goes on inside it, nor what is inside it by it. */
const isSameOrWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}/`);

/** Looks at every open node again after a fact has changed: holds those whose needs are no longer met, lets the others go on. */
export function refreshHolds(draft: Draft): void {
  for (const id of Object.keys(draft.open)) {
    const run = draft.run(id);
    if (!run) continue;
    const reasons = holdReasons(draft, run);
    if (reasons.length === run.held.length && reasons.every((reason, i) => reason === run.held[i])) continue;
    if (reasons.length > 0) {
      hold(draft, run, reasons);
    } else {
      release(draft, run);
    }
  }
}

function hold(draft: Draft, run: NodeRun, reasons: readonly HoldReason[]): void {
  const wasHeld = run.held.length > 0;
  const held = draft.setRun(run, { held: reasons });
  draft.note({ name: 'node_held', nodeRunId: run.id, needs: reasons });
  if (!wasHeld) pauseTimers(draft, held);
}

function release(draft: Draft, run: NodeRun): void {
  const released = draft.setRun(run, { held: [] });
  draft.note({ name: 'node_released', nodeRunId: run.id });
  resumeTimers(draft, released);
  if (released.status === 'waiting') beginRun(draft, run.id);
}
