import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { compiledNode } from '../engine/draft.ts';
import type { FlowEvent } from '../engine/events.ts';
import type { FlowState, NodeRun } from '../engine/state.ts';
import type { JsonObject } from '../nodes/node-type.ts';

/** Something that happens, and how long after what happened before. */
export interface TimedEvent {
  readonly event: FlowEvent;
  readonly afterMs: number;
}

const customer = { role: 'customer', id: null } as const;
const agent = { role: 'agent', id: null } as const;
const FACTS: readonly (readonly [string, JsonObject])[] = [
  ['call.started', {}],
  ['call.held', {}],
  ['call.unheld', {}],
  ['call.ended', {}],
  ['recording.confirmed', {}],
  ['recording.degraded', {}],
  ['recording.recovered', {}],
  ['call.participant_joined', { participantId: 'c', role: 'customer' }],
  ['call.participant_disconnected', { participantId: 'c' }],
  ['call.participant_resumed', { participantId: 'c' }],
  ['consent.decided', { decision: 'accepted' }],
];

/** Picks one of all that could happen to a run in this state, and of what shouldn't; `pick` is any whole number. */
export function randomEvent(state: FlowState, pick: number): TimedEvent {
  const likely = [...Object.values(state.open).flatMap(atRun), ...Object.entries(state.timers).flatMap(timerEvents(state))];
  const rare: TimedEvent[] = [
    ...FACTS.map(([name, payload]) => now({ type: 'signalled', signal: { name, payload }, nodeRunId: null })),
    now({ type: 'went_back', actor: customer }),
    now({ type: 'went_back', actor: agent }),
    now({ type: 'escalated', actor: customer, reason: 'asked' }),
    now({ type: 'acted', nodeRunId: '__proto__', action: 'leave', input: {}, actor: customer }),
    now({ type: 'acted', nodeRunId: 'begin#1', action: 'constructor', input: null, actor: agent }),
    now({ type: 'timer_fired', timerId: 'gone' }),
    now({ type: 'started', seed: 1, variables: { x: 1 } }),
  ];
  // Most of what happens belongs to the flow; once in a long while somebody cancels.
  const kind = pick % 16;
  const rest = Math.floor(pick / 16);
  if (kind === 0 && rest % 8 === 0) return now({ type: 'cancelled', actor: agent, reason: 'asked' });
  const list = kind < 11 && likely.length > 0 ? likely : rare;
  return list[rest % list.length] as TimedEvent;
}

const now = (event: FlowEvent): TimedEvent => ({ event, afterMs: 100 });

function atRun(run: NodeRun): TimedEvent[] {
  const act = (action: string, input: JsonObject | string) => now({ type: 'acted', nodeRunId: run.id, action, input, actor: customer });
  return [
    act('leave', { port: 'done', value: run.visit }),
    act('leave', { port: 'other', value: 7 }),
    act('leave', { port: 'again', value: null }),
    act('say', 'something'),
    act('fail', { retryable: true }),
    ...answersTo(run),
  ];
}

function answersTo(run: NodeRun): TimedEvent[] {
  return ['service.call', 'speech.speak'].flatMap((kind) =>
    [true, false].map((ok) =>
      now({
        type: 'signalled',
        signal: { name: `${kind}.answered`, payload: { ok } },
        nodeRunId: run.id,
        key: `${run.id}.${run.attempt}.1`,
      }),
    ),
  );
}

function timerEvents(state: FlowState) {
  return ([timerId, { atMs }]: [string, { readonly atMs: number }]): TimedEvent[] => [
    { event: { type: 'timer_fired', timerId }, afterMs: Math.max(0, atMs - state.atMs) },
    now({ type: 'timer_fired', timerId }),
  ];
}

/** What people and systems of good will would do next; null when there is nothing that anybody could do. */
export function helpfulEvent(flow: CompiledFlow, state: FlowState): TimedEvent | null {
  const missing = missingFact(state);
  if (missing) return missing;
  for (const run of Object.values(state.open).toReversed()) {
    if (run.status !== 'open' || run.held.length > 0) continue;
    const { type } = compiledNode(flow, run.scopeId, run.nodeId).node;
    if (type === 'probe')
      return now({ type: 'acted', nodeRunId: run.id, action: 'leave', input: { port: 'done', value: 2 }, actor: agent });
    if (type === 'undo')
      return now({ type: 'signalled', signal: { name: 'service.call.answered', payload: { ok: true } }, nodeRunId: run.id });
  }
  const next = Object.entries(state.timers).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
  return next ? { event: { type: 'timer_fired', timerId: next[0] }, afterMs: Math.max(0, next[1].atMs - state.atMs) } : null;
}

function missingFact({ facts }: FlowState): TimedEvent | null {
  const signal = (name: string, payload: JsonObject = {}) => now({ type: 'signalled', signal: { name, payload }, nodeRunId: null });
  if (facts.call !== 'live') return signal('call.started');
  if (!facts.recording) return signal('recording.confirmed');
  if (!facts.participants['c']?.connected) return signal('call.participant_joined', { participantId: 'c', role: 'customer' });
  return null;
}
