import { ActionRefused, type FlowActor } from '../nodes/node-type.ts';
import { type Draft, configOf, flowOfScope, parentRunId } from './draft.ts';
import { leaveRun } from './leave.ts';
import type { NodeRun } from './state.ts';
import { visitsOf } from './visits.ts';

/**
 * A person is asked for. The step has a way of its own for that, or the sub-flow around it has, or the definition names a node where a person
 * takes over, and everything else waits for that.
 */
export function escalate(draft: Draft, actor: FlowActor): void {
  if (draft.status !== 'running') throw new ActionRefused('wrong_state', 'The flow is not running');
  if (draft.escalationRunId !== null) throw new ActionRefused('wrong_state', 'A person has been asked for already');
  const own = runsOf(draft, actor).find((run) => draft.compiled(run).edges.has('escalated'));
  if (own) {
    leaveRun(draft, own.id, { port: 'escalated', how: 'dropped' });
    return;
  }
  const place = handOverPlace(draft, actor);
  if (!place) throw new ActionRefused('wrong_state', 'Nobody can take over here');
  draft.entries.push({ ...place, branches: [], from: null, purpose: 'escalation' });
}

/** The open nodes, those first that the asker acts at, then the newest. */
function runsOf(draft: Draft, actor: FlowActor): NodeRun[] {
  const isTheirs = (run: NodeRun) => {
    const compiled = draft.compiled(run);
    return compiled.type.manifest.actors(configOf(run, compiled)).includes(actor.role);
  };
  const newest = Object.values(draft.open).toReversed();
  return [...newest.filter(isTheirs), ...newest.filter((run) => !isTheirs(run))];
}

/** The node that the innermost flow around the step names, if it may still be entered. */
function handOverPlace(draft: Draft, actor: FlowActor): { readonly scopeId: string; readonly nodeId: string } | null {
  for (let scopeId: string | null = runsOf(draft, actor)[0]?.scopeId ?? ''; scopeId !== null; scopeId = outer(scopeId)) {
    const flow = flowOfScope(draft.flow, scopeId);
    const nodeId = flow.definition.escalation;
    if (nodeId === undefined) continue;
    const { forward } = visitsOf(draft, scopeId, nodeId);
    if (forward < (flow.nodes.get(nodeId)?.node.maxVisits ?? 0)) return { scopeId, nodeId };
  }
  return null;
}

function outer(scopeId: string): string | null {
  const parent = parentRunId(scopeId);
  return parent === null ? null : parent.slice(0, parent.lastIndexOf('/') + 1);
}
