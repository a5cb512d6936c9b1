import type { FlowEffect, FlowNote } from '../engine/effects.ts';
import type { FlowEvent } from '../engine/events.ts';
import type { FlowState } from '../engine/state.ts';
import { type CompileOptions, type SubFlows, compileFlow, validateFlow } from '../engine/compile.ts';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { initialState, transition } from '../engine/transition.ts';
import { engineNodeTypes } from '../nodes/engine-types.ts';
import type { Json, JsonObject, Signal } from '../nodes/node-type.ts';
import { queue } from '../nodes/queue/behaviour.ts';
import { NodeRegistry } from '../nodes/registry.ts';
import { probe, undo } from './probe.ts';

export const testRegistry = new NodeRegistry([...engineNodeTypes, queue, probe, undo]);
export const testOptions = (subFlows: SubFlows = new Map()): CompileOptions => ({ registry: testRegistry, subFlows });

/** `a.done -> b` or `a.done -> b if x > 1`. */
export function edge(text: string) {
  const match = /^(\w+)\.(\w+) -> (\w+)(?: if (.+))?$/.exec(text);
  if (!match) throw new Error(`No edge: ${text}`);
  const [, node, port, to, when] = match;
  return { from: { node, port }, to, ...(when === undefined ? {} : { when }) };
}

/** A definition with little writing; the first node is the start. */
export function flowOf(
  nodes: Readonly<Record<string, { readonly type?: string; readonly config?: object } & Readonly<Record<string, unknown>>>>,
  edges: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
) {
  return {
    formatVersion: 1,
    key: 'test-flow',
    title: { 'zh-CN': '测试', en: 'Test' },
    summary: { 'zh-CN': '测试', en: 'Test' },
    channel: 'remote',
    product: 'account',
    roles: ['customer', 'agent'],
    variables: [{ name: 'x', type: 'number', title: { 'zh-CN': 'x', en: 'x' } }],
    start: Object.keys(nodes)[0],
    nodes: Object.entries(nodes).map(([id, node]) => ({ id, type: 'probe', ...node })),
    edges: edges.map(edge),
    ...more,
  };
}

export const end = { type: 'end', config: { outcome: 'completed' } };

export function problemCodes(raw: unknown, subFlows?: SubFlows): string[] {
  return validateFlow(raw, testOptions(subFlows)).map(({ code, nodeId }) => (nodeId === null ? code : `${code}:${nodeId}`));
}

/** A run that can be told what happens, with its clock in hand. Every transition is also computed from the state as JSON keeps it. */
export class TestRun {
  readonly flow: CompiledFlow;
  state: FlowState;
  nowMs = 1_000_000;
  readonly events: { readonly event: FlowEvent; readonly atMs: number }[] = [];
  readonly effects: FlowEffect[] = [];

  constructor(raw: unknown, subFlows?: SubFlows) {
    const result = compileFlow(raw, testOptions(subFlows));
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message.en).join('\n'));
    this.flow = result.flow;
    this.state = initialState(this.flow, 'run');
  }

  send(event: FlowEvent): readonly FlowEffect[] {
    const stored = JSON.parse(JSON.stringify(this.state)) as FlowState;
    const [state, effects] = transition(this.flow, stored, event, this.nowMs);
    this.state = state;
    this.events.push({ event, atMs: this.nowMs });
    this.effects.push(...effects);
    return effects;
  }

  start(variables: JsonObject = {}, seed = 7) {
    return this.send({ type: 'started', seed, variables });
  }

  act(nodeRunId: string, action: string, input: Json, role: 'customer' | 'agent' | 'guest' | 'virtual_agent' = 'customer') {
    return this.send({ type: 'acted', nodeRunId, action, input, actor: { role, id: null } });
  }

  leave(nodeRunId: string, port = 'done', value: number | null = null) {
    return this.act(nodeRunId, 'leave', { port, value });
  }

  signal(name: string, payload: Signal['payload'] = {}, nodeRunId: string | null = null, key?: string) {
    return this.send({ type: 'signalled', signal: { name, payload }, nodeRunId, ...(key === undefined ? {} : { key }) });
  }

  /** Moves the clock and fires what is due by then, in the order of its moments. */
  wait(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = Object.entries(this.state.timers)
        .filter(([, timer]) => timer.atMs <= until)
        .sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.nowMs = Math.max(this.nowMs, due[1].atMs);
      this.send({ type: 'timer_fired', timerId: due[0] });
    }
    this.nowMs = until;
  }

  back(role: 'customer' | 'agent' | 'guest' = 'customer') {
    return this.send({ type: 'went_back', actor: { role, id: null } });
  }

  escalate(role: 'customer' | 'agent' = 'customer') {
    return this.send({ type: 'escalated', actor: { role, id: null }, reason: 'asked' });
  }

  cancel() {
    return this.send({ type: 'cancelled', actor: { role: 'agent', id: null }, reason: 'asked' });
  }

  get open(): string[] {
    return Object.keys(this.state.open);
  }

  get variables(): JsonObject {
    return this.state.scopes['']?.variables ?? {};
  }

  notes(...names: FlowNote['name'][]): FlowNote[] {
    return this.effects.flatMap((effect) => (effect.type === 'note' && names.includes(effect.note.name) ? [effect.note] : []));
  }

  get requests() {
    return this.effects.filter((effect) => effect.type === 'request');
  }
}
