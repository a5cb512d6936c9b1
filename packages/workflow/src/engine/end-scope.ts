import type { EndConfig } from '../nodes/end/manifest.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import type { SubFlowConfig } from '../nodes/sub-flow/manifest.ts';
import { closeRun, dropScope } from './close.ts';
import { type Draft, configOf, parentRunId } from './draft.ts';
import { finish } from './finish.ts';
import { leaveRun } from './leave.ts';

/** An `end` was reached: the run is over, or the sub-flow's node is left by the port that the outcome names. */
export function endScope(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const { outcome, endSession } = configOf(run, draft.compiled(run)) as unknown as EndConfig;
  if (endSession) {
    draft.effects.push({ type: 'request', key: `${run.id}.1.1`, nodeRunId: run.id, kind: 'session.end', payload: { outcome } });
  }
  closeRun(draft, run, outcome, 'done');
  dropScope(draft, run.scopeId);
  draft.setScope(run.scopeId, { ended: true });
  const parentId = parentRunId(run.scopeId);
  if (parentId === null) {
    finish(draft, outcome);
    return;
  }
  const parent = draft.run(parentId);
  if (!parent) return;
  const { output, outcomes } = configOf(parent, draft.compiled(parent)) as unknown as SubFlowConfig;
  const inner = draft.scope(run.scopeId).variables;
  const outer = draft.scope(parent.scopeId).variables;
  const taken: JsonObject = Object.fromEntries(Object.entries(output).map(([to, from]) => [to, inner[from] ?? null]));
  draft.setScope(parent.scopeId, { variables: { ...outer, ...taken } });
  leaveRun(draft, parentId, { port: outcomes.includes(outcome) ? outcome : 'done', how: 'done' });
}
