import type { SubFlowConfig } from '../nodes/sub-flow/manifest.ts';
import { type Draft, configOf } from './draft.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import { startVariables } from './variables.ts';

/** Opens a scope of its own for the inner flow, with what the node gives it, and enters its first node. */
export function enterSubFlow(draft: Draft, nodeRunId: string): void {
  const run = draft.run(nodeRunId);
  if (!run) return;
  const compiled = draft.compiled(run);
  if (!compiled.inner) throw new Error('A sub-flow was compiled without the flow that it runs');
  const { input } = configOf(run, compiled) as unknown as SubFlowConfig;
  const scopeId = `${run.id}/`;
  draft.openScope(scopeId, startVariables(compiled.inner, input as JsonObject));
  draft.setRun(run, { status: 'inner' });
  // The branches of the flow around it go along, so that a join that drops a branch finds what runs inside.
  draft.entries.push({ scopeId, nodeId: compiled.inner.definition.start, branches: run.branches, from: null, purpose: 'forward' });
}
