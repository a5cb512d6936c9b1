import { assertNever } from '@guichet/protocol';
import type { JsonObject } from '../nodes/node-type.ts';
import { endScope } from './end-scope.ts';
import { type Draft, type Entry, pathOf } from './draft.ts';
import { failRun, failScope } from './failure.ts';
import { arrive, branchOut } from './fork-join.ts';
import { holdReasons } from './hold.ts';
import { follow, leaveRun } from './leave.ts';
import { beginRun } from './run-steps.ts';
import { enterSegment } from './segments.ts';
import type { NodeRun } from './state.ts';
import { enterSubFlow } from './sub-flow.ts';
import { setTimer } from './timers.ts';
import { visitsOf } from './visits.ts';

/** Enters a node: makes its run, and lets the engine's own kinds do what they do at once. */
export function enterNode(draft: Draft, entry: Entry): void {
  const compiled = draft.compiled(entry);
  const { entered, forward } = visitsOf(draft, entry.scopeId, entry.nodeId);
  const isForward = entry.purpose !== 'compensation';
  const number = entered + 1;
  const id = `${entry.scopeId}${entry.nodeId}#${number}`;
  if (isForward && forward >= compiled.node.maxVisits) {
    exhaust(draft, entry, id);
    return;
  }
  const run: NodeRun = {
    id,
    scopeId: entry.scopeId,
    nodeId: entry.nodeId,
    visit: number,
    attempt: 1,
    status: 'open',
    purpose: isForward ? 'forward' : 'compensation',
    config: null,
    data: null,
    enteredAtMs: draft.nowMs,
    branches: entry.branches,
    requests: 0,
    held: [],
    pausedTimers: {},
    from: entry.from,
  };
  draft.open[id] = run;
  draft.enteredNow.add(id);
  if (entry.purpose === 'escalation') draft.escalationRunId = id;
  draft.note({ name: 'node_entered', nodeRunId: id, path: pathOf(run), nodeType: compiled.node.type, visit: number, attempt: 1 });
  enterSegment(draft, compiled.node.segment);
  if (!evaluateConfig(draft, run)) return;
  startRun(draft, id);
}

/** More often than the definition allows: by `exhausted`, or not at all. */
function exhaust(draft: Draft, entry: Entry, id: string): void {
  if (draft.compiled(entry).edges.has('exhausted')) {
    draft.enteredNow.add(id);
    follow(draft, { ...entry, id, requests: 0 }, 'exhausted');
    return;
  }
  draft.note({ name: 'node_failed', nodeRunId: id, path: pathOf(entry), code: 'too_many_visits', retryAtMs: null });
  failScope(draft, entry.scopeId, 'too_many_visits');
}

function evaluateConfig(draft: Draft, run: NodeRun): boolean {
  const { config, type } = draft.compiled(run);
  if (config.kind === 'fixed') return true;
  const parsed = type.manifest.config.safeParse(config.evaluate(draft.scope(run.scopeId).variables));
  if (!parsed.success) {
    failRun(draft, run.id, 'config_invalid', false);
    return false;
  }
  draft.setRun(run, { config: parsed.data as JsonObject });
  return true;
}

function startRun(draft: Draft, id: string): void {
  const run = draft.run(id);
  if (!run) return;
  const { node } = draft.compiled(run);
  const held = holdReasons(draft, run);
  if (held.length > 0) {
    draft.setRun(run, { held });
    draft.note({ name: 'node_held', nodeRunId: id, needs: held });
  }
  if (node.timeLimit) setTimer(draft, id, 'limit', null, draft.nowMs + node.timeLimit.afterMs);
  const kind = engineKind(node.type);
  switch (kind) {
    case null:
      return beginRun(draft, id);
    case 'decision':
      return leaveRun(draft, id, { port: 'next', how: 'done' });
    case 'fork':
      return branchOut(draft, id);
    case 'join':
      return arrive(draft, id);
    case 'sub-flow':
      return enterSubFlow(draft, id);
    case 'end':
      return endScope(draft, id);
    default:
      return assertNever(kind);
  }
}

const ENGINE_KINDS = ['decision', 'fork', 'join', 'sub-flow', 'end'] as const;

/** The kinds whose behaviour is the engine's own; null for all others. */
function engineKind(type: string): (typeof ENGINE_KINDS)[number] | null {
  return ENGINE_KINDS.find((kind) => kind === type) ?? null;
}
