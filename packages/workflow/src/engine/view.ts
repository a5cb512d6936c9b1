import type { FlowCurrentView, FlowProgressView, FlowStepView } from '@guichet/protocol';
import type { FlowRole } from '../definition/flow-definition.ts';
import type { JsonObject } from '../nodes/node-type.ts';
import { backFrom } from './back.ts';
import type { CompiledFlow, CompiledNode } from './compiled-flow.ts';
import { comingNodes } from './coming.ts';
import { compiledNode, configOf, pathOf } from './draft.ts';
import { canEscalate } from './escalate.ts';
import type { FlowState, NodeRun } from './state.ts';

/** What holds a flow together and is no step to anybody. */
const SILENT_TYPES: ReadonlySet<string> = new Set(['fork', 'join', 'decision', 'sub-flow', 'end']);

/** Where a run stands, for people of one role: the stepper, what is open now, and what they can do. */
export function viewOf(flow: CompiledFlow, state: FlowState, role: FlowRole): FlowProgressView {
  const open = Object.values(state.open).filter((run) => isShown(flow, run, role));
  const coming = state.status === 'finished' || state.status === 'compensating' ? [] : comingNodes(flow, state);
  const steps = stepsOf(flow, state, role, open, coming);
  return {
    title: flow.definition.title,
    progress: { done: steps.filter(({ status }) => status === 'done').length, total: steps.length },
    steps,
    current: open.map((run) => currentOf(flow, state, role, run)),
    segment: state.segment,
    outcome: state.status === 'finished' ? state.outcome : null,
    canEscalate: canEscalate(flow, state, role),
  };
}

function isShown(flow: CompiledFlow, run: NodeRun, role: FlowRole): boolean {
  if (SILENT_TYPES.has(compiledNode(flow, run.scopeId, run.nodeId).node.type)) return false;
  return run.purpose === 'forward' || (role !== 'customer' && role !== 'guest');
}

type Place = Pick<NodeRun, 'scopeId' | 'nodeId'>;

function stepsOf(flow: CompiledFlow, state: FlowState, role: FlowRole, open: readonly NodeRun[], coming: readonly Place[]): FlowStepView[] {
  // A step from which a person was called was begun, and not done.
  const closed = state.history.filter(({ how, port }) => (how === 'done' && port !== 'escalated') || how === 'failed');
  const steps = [
    ...closed.map((run) => stepOf(flow, run, run.id, run.how === 'done' ? 'done' : 'failed')),
    ...open.map((run) => stepOf(flow, run, run.id, run.held.length > 0 ? 'held' : 'current')),
    ...coming.map((place) => stepOf(flow, place, null, 'coming')),
  ].filter((step) => !SILENT_TYPES.has(step.type) && concerns(step, role));
  // A step that is made again is shown once, as it stands now.
  const last = new Map(steps.map((step, i) => [step.nodeId, i]));
  return steps.filter((step, i) => last.get(step.nodeId) === i);
}

/** Staff see every step, customers those that somebody on their side of the counter is part of. */
function concerns({ by }: FlowStepView, role: FlowRole): boolean {
  if (role !== 'customer' && role !== 'guest') return true;
  return by.some((actor) => actor === 'customer' || actor === 'guest' || actor === 'virtual_agent');
}

function stepOf(flow: CompiledFlow, place: Place, nodeRunId: string | null, status: FlowStepView['status']): FlowStepView {
  const compiled = compiledNode(flow, place.scopeId, place.nodeId);
  const { node, type } = compiled;
  return {
    nodeRunId,
    nodeId: pathOf(place),
    type: node.type,
    title: node.title ?? type.manifest.title,
    status,
    by: [...type.manifest.actors(writtenConfig(compiled))],
  };
}

function writtenConfig({ config }: CompiledNode): JsonObject {
  return config.kind === 'fixed' ? config.value : config.fixed;
}

function currentOf(flow: CompiledFlow, state: FlowState, role: FlowRole, run: NodeRun): FlowCurrentView {
  const compiled = compiledNode(flow, run.scopeId, run.nodeId);
  const { node, type } = compiled;
  const actions = Object.entries(type.manifest.actions)
    .filter(([, action]) => action.roles.includes(role))
    .map(([name]) => name);
  const isOpen = state.status === 'running' && run.status === 'open' && run.held.length === 0;
  return {
    nodeRunId: run.id,
    nodeId: pathOf(run),
    type: node.type,
    title: node.title ?? type.manifest.title,
    mayAct: isOpen && actions.length > 0,
    actions,
    held: [...run.held],
    view: run.status === 'open' ? contentOf(flow, state, role, run, compiled) : {},
    canGoBack: state.status === 'running' && (backFrom(flow, state, run)?.roles.includes(role) ?? false),
    deadlineAt: state.timers[`${run.id}:limit`]?.atMs ?? null,
  };
}

function contentOf(
  flow: CompiledFlow,
  state: FlowState,
  role: FlowRole,
  run: NodeRun,
  { type, ...compiled }: CompiledNode,
): FlowCurrentView['view'] {
  const content = type.behaviour.view(run.data, role, {
    config: configOf(run, { type, ...compiled }),
    variables: state.scopes[run.scopeId]?.variables ?? {},
    nowMs: state.atMs,
    seed: state.seed,
    visit: run.visit,
    attempt: run.attempt,
  });
  return content as FlowCurrentView['view'];
}
