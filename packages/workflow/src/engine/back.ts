import { ActionRefused, type FlowActor } from '../nodes/node-type.ts';
import { closeRun } from './close.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import { type Draft, compiledNode, configOf } from './draft.ts';
import type { ClosedRun, FlowState, NodeRun } from './state.ts';

/** In a run; what keeps a conversation of "back" and "next" from growing the log without end. */
const MAX_BACKS = 100;

/** Leaves the newest step that a person can leave backwards, and opens the one before it anew. */
export function goBack(draft: Draft, actor: FlowActor): void {
  if (draft.status !== 'running') throw new ActionRefused('wrong_state', 'The flow is not running');
  if (draft.backs >= MAX_BACKS) throw new ActionRefused('wrong_state', 'Went back too often');
  const ways = Object.values(draft.open)
    .toReversed()
    .map((run) => backFrom(draft.flow, draft, run))
    .filter((way) => way !== null);
  if (ways.length === 0) throw new ActionRefused('wrong_state', 'There is no step to go back to');
  const way = ways.find(({ roles }) => roles.includes(actor.role));
  if (!way) throw new ActionRefused('forbidden', 'This role may not go back here');
  const { run, before } = way;
  draft.backs += 1;
  closeRun(draft, run, 'back', 'back');
  // What lies between, such as decisions, is asked anew on the way forward.
  const isUndone = (closed: ClosedRun) => closed.id === before.id || (closed.from === before.id && closed.how !== 'back');
  draft.history = draft.history.map((closed) => (isUndone(closed) ? { ...closed, how: 'back' } : closed));
  const { scopeId, nodeId, branches, from } = before;
  draft.entries.push({ scopeId, nodeId, branches, from, purpose: 'forward' });
}

interface WayBack {
  readonly run: NodeRun;
  readonly before: ClosedRun;
  /** Who may take it: whose step it is, or was. */
  readonly roles: readonly string[];
}

/** Where going back from an open node leads; null where it can't. */
export function backFrom(flow: CompiledFlow, state: Pick<FlowState, 'history'>, run: NodeRun): WayBack | null {
  if (run.from === null || run.held.length > 0 || run.status !== 'open' || run.purpose !== 'forward') return null;
  const before = state.history.findLast(({ id }) => id === run.from);
  if (before?.how !== 'done') return null;
  const target = compiledNode(flow, before.scopeId, before.nodeId);
  if (!target.node.back) return null;
  const here = compiledNode(flow, run.scopeId, run.nodeId);
  const roles = [
    ...here.type.manifest.actors(configOf(run, here)),
    ...target.type.manifest.actors(target.config.kind === 'fixed' ? target.config.value : target.config.fixed),
    'agent',
  ];
  return { run, before, roles };
}
