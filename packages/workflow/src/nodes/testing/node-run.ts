import type { FlowRole } from '../../definition/flow-definition.ts';
import { commonPorts } from '../../definition/validate/known.ts';
import { ActionRefused, type Json, type JsonObject, type NodeContext, type NodeMark, type NodeStep, type NodeType } from '../node-type.ts';

export interface NodeRunOptions {
  readonly config?: object;
  readonly variables?: JsonObject;
  readonly seed?: number;
  readonly visit?: number;
  readonly attempt?: number;
  readonly nowMs?: number;
}

/**
 * One node by itself, worked on as the engine would: configuration, roles and inputs are checked, the state goes through JSON each time, and what
 * the behaviour says must be what its manifest declares.
 */
export class NodeRunner {
  readonly type: NodeType;
  readonly config: unknown;
  nowMs: number;
  data: Json = null;
  readonly marks: NodeMark[] = [];
  readonly effects: { readonly kind: string; readonly payload: JsonObject }[] = [];
  readonly timers: Record<string, number> = {};
  done: { readonly port: string; readonly outputs: JsonObject } | null = null;
  failed: { readonly code: string; readonly retryable: boolean } | null = null;
  readonly #options: NodeRunOptions;

  constructor(type: NodeType, options: NodeRunOptions = {}) {
    this.type = type;
    this.#options = options;
    this.config = type.manifest.config.parse(options.config ?? {});
    this.nowMs = options.nowMs ?? Date.UTC(2026, 10, 23, 2, 0, 0);
    this.#take(type.behaviour.enter(this.#context));
  }

  act(role: FlowRole, name: string, input: Json = null, id: string | null = null): this {
    const action = this.type.manifest.actions[name];
    if (!action || !this.type.behaviour.act) throw new ActionRefused('invalid', 'No such action');
    if (!action.roles.includes(role)) throw new ActionRefused('forbidden', 'Not this role');
    const parsed = action.input.safeParse(input);
    if (!parsed.success) throw new ActionRefused('invalid', parsed.error.message);
    this.#open();
    return this.#take(this.type.behaviour.act(this.data, { name, input: parsed.data, actor: { role, id } }, this.#context));
  }

  signal(name: string, payload: JsonObject = {}): this {
    this.#open();
    const step = this.type.behaviour.receive?.(this.data, { name, payload }, this.#context);
    return step ? this.#take(step) : this;
  }

  /** The outside's answer to what the node asked for. */
  answer(kind: string, payload: JsonObject = { ok: true }): this {
    return this.signal(`${kind}.answered`, payload);
  }

  /** Moves the clock and fires what is due. */
  wait(ms: number): this {
    const until = this.nowMs + ms;
    for (;;) {
      const due = Object.entries(this.timers)
        .filter(([, atMs]) => atMs <= until)
        .sort(([, a], [, b]) => a - b)[0];
      if (!due || this.done || this.failed) break;
      this.nowMs = Math.max(this.nowMs, due[1]);
      delete this.timers[due[0]];
      const step = this.type.behaviour.timer?.(this.data, due[0], this.#context);
      if (step) this.#take(step);
    }
    this.nowMs = until;
    return this;
  }

  view(role: FlowRole): JsonObject {
    return json(this.type.behaviour.view(this.data, role, this.#context));
  }

  /** Whether anything that this role is shown holds the text. */
  shows(role: FlowRole, wanted: string): boolean {
    return JSON.stringify(this.view(role)).includes(wanted);
  }

  markNames(): string[] {
    return this.marks.map(({ name }) => name);
  }

  effectKinds(): string[] {
    return this.effects.map(({ kind }) => kind);
  }

  lastEffect(kind: string): JsonObject {
    const effect = this.effects.findLast((asked) => asked.kind === kind);
    if (!effect) throw new Error(`Nobody asked for ${kind}`);
    return effect.payload;
  }

  get #context(): NodeContext<unknown> {
    const { variables = {}, seed = 7, visit = 1, attempt = 1 } = this.#options;
    return { config: this.config, variables, nowMs: this.nowMs, seed, visit, attempt };
  }

  #open(): void {
    if (this.done || this.failed) throw new Error('The node was left already');
  }

  #take(step: NodeStep<Json>): this {
    this.data = json(step.data);
    this.effects.push(...json(step.effects ?? []));
    this.marks.push(...json(step.marks ?? []));
    for (const [name, atMs] of Object.entries(step.timers ?? {})) {
      if (atMs === null) delete this.timers[name];
      else this.timers[name] = atMs;
    }
    if (step.failed) this.failed = step.failed;
    if (step.done) this.#leave(step.done.port, json(step.done.outputs ?? {}));
    return this;
  }

  #leave(port: string, outputs: JsonObject): void {
    const { ports, outputs: declared } = this.type.manifest;
    if (![...ports(this.config), ...commonPorts].includes(port)) throw new Error(`Left by a port that was not declared: ${port}`);
    const unknown = Object.keys(outputs).filter((name) => !Object.hasOwn(declared, name));
    if (unknown.length > 0) throw new Error(`Outputs that were not declared: ${unknown.join()}`);
    this.done = { port, outputs };
  }
}

/** What a state is after it was kept; fails for what JSON cannot keep. */
function json<Value>(value: Value): Value {
  const kept = JSON.parse(JSON.stringify(value)) as Value;
  return kept;
}

/** The code of the refusal that an action meets; throws when it isn't refused. */
export function refusalOf(action: () => unknown): ActionRefused['code'] {
  try {
    action();
  } catch (error) {
    if (error instanceof ActionRefused) return error.code;
    throw error;
  }
  throw new Error('The action was not refused');
}
