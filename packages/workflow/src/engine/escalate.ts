import type { FlowRole } from '../definition/flow-definition.ts';
import { ActionRefused, type FlowActor } from '../nodes/node-type.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import { Draft, configOf, flowOfScope, parentRunId } from './draft.ts';
import { leaveRun } from './leave.ts';
import { isPresent } from './session-facts.ts';
import type { FlowState, NodeRun, SessionFacts } from './state.ts';
import { visitsOf } from './visits.ts';

/**
 * A person is asked for. The step has a way of its own for that, or the sub-flow around it has, or the definition names a node where a person
 * takes over, and everything else waits for that.
 */
export function escalate(draft: Draft, actor: FlowActor): void {
  if (draft.status !== 'running') throw new ActionRefused('wrong_state', 'The flow is not running');
  if (draft.escalationRunId !== null) throw new ActionRefused('wrong_state', 'A person has been asked for already');
  if (isServed(actor.role, draft.facts)) throw new ActionRefused('wrong_state', 'A person is there');
  const own = ownWay(draft, actor.role);
  if (own) {
    leaveRun(draft, own.id, { port: 'escalated', how: 'dropped' });
    return;
  }
  const place = handOverPlace(draft, actor.role);
  if (!place) throw new ActionRefused('wrong_state', 'Nobody can take over here');
  // Within a sub-flow it stands in the branches that the sub-flow stands in, so that a join that drops them finds it.
  const around = parentRunId(place.scopeId);
  const branches = (around !== null && draft.run(around)?.branches) || [];
  draft.entries.push({ ...place, branches, from: null, purpose: 'escalation' });
}

/** Whether `escalate` would find a way for people of this role. */
export function canEscalate(flow: CompiledFlow, state: FlowState, role: FlowRole): boolean {
  if (state.status !== 'running' || state.escalationRunId !== null || isServed(role, state.facts)) return false;
  const draft = new Draft(flow, state, state.atMs);
  return ownWay(draft, role) !== undefined || handOverPlace(draft, role) !== null;
}

/** Whoever has an agent before them asks that one. */
const isServed = (role: FlowRole, facts: SessionFacts) => (role === 'customer' || role === 'guest') && isPresent('agent', facts);

function ownWay(draft: Draft, role: FlowRole): NodeRun | undefined {
  return runsOf(draft, role).find((run) => draft.compiled(run).edges.has('escalated'));
}

/** The open nodes, those first that the asker acts at, then the newest. */
function runsOf(draft: Draft, role: FlowRole): NodeRun[] {
  const isTheirs = (run: NodeRun) => {
    const compiled = draft.compiled(run);
    return compiled.type.manifest.actors(configOf(run, compiled)).includes(role);
  };
  const newest = Object.values(draft.open).toReversed();
  return [...newest.filter(isTheirs), ...newest.filter((run) => !isTheirs(run))];
}

/** The node that the innermost flow around the step names, if it may still be entered. */
function handOverPlace(draft: Draft, role: FlowRole): { readonly scopeId: string; readonly nodeId: string } | null {
  for (let scopeId: string | null = runsOf(draft, role)[0]?.scopeId ?? ''; scopeId !== null; scopeId = outer(scopeId)) {
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
