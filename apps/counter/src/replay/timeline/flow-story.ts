import { type FlowActorRole, type LocalText, type SessionEvent } from '@guichet/protocol';
import { type CompiledFlow, compiledNode, configOf, type Json, type JsonObject, type NodeRun } from '@guichet/workflow';
import type { Tx } from '../../database/database.ts';
import type { PrismaClient } from '../../database/generated/client.ts';
import { toFlowEvent } from '../../flows/flow-event.ts';
import { fold, openRun } from '../../flows/replay-run.ts';
import type { StandingRun } from '../../flows/flow-states.ts';
import type { Core } from '../../sessions/core.ts';
import type { OpenedValues } from './opened-values.ts';

/** What somebody did at a node, or what the engine marked there. */
export type NodeFact = { readonly at: number; readonly mediaAt: number | null } & (
  | { readonly kind: 'acted'; readonly role: FlowActorRole; readonly action: string; readonly input: Json }
  | { readonly kind: 'marked'; readonly mark: string; readonly detail: JsonObject }
);

/** One entering of one node, with all that happened there. */
export interface NodeStory {
  readonly nodeRunId: string;
  readonly nodeId: string;
  readonly type: string;
  readonly title: LocalText;
  /** As it was evaluated when it was entered. */
  readonly config: JsonObject;
  readonly enteredAt: number;
  leftAt: number | null;
  port: string | null;
  failed: string | null;
  /** What the engine kept of it just before it was left. */
  data: Json;
  readonly facts: NodeFact[];
  readonly held: { readonly at: number; until: number | null; readonly needs: readonly string[] }[];
}

export interface FlowStory {
  readonly key: string;
  readonly version: number;
  readonly title: LocalText;
  readonly segmentTitle: (segment: string) => LocalText;
  readonly nodes: readonly NodeStory[];
}

/**
 * The run of a session told from its log: the same fold that the counter made while it happened, with what was seen at each node kept. Null
 * where no flow was started. Where values were erased meanwhile, the fold ends there and the log's own notes go on.
 */
export async function tellFlow(
  core: Core,
  reader: Tx | PrismaClient,
  events: readonly SessionEvent[],
  values: OpenedValues,
): Promise<FlowStory | null> {
  const started = events.find((event) => event.type === 'flow.started');
  if (started?.type !== 'flow.started') return null;
  const { definitions } = core.flows;
  let run: StandingRun | null = await openRun(definitions, reader, started.payload);
  const teller = new Teller(run.flow);
  const { key, version } = started.payload;
  const { definition } = run.flow;
  for (const event of events) {
    if (run !== null) {
      const moved: StandingRun | null = await move(core, run, event, values);
      if (moved !== null && moved !== run) teller.look(moved);
      run = moved;
    }
    teller.take(event, values);
  }
  const segments = new Map(definition.segments.map(({ id, title }) => [id, title]));
  return {
    key,
    version,
    title: definition.title,
    segmentTitle: (segment) => segments.get(segment) ?? { 'zh-CN': segment, en: segment },
    nodes: [...teller.nodes.values()],
  };
}

async function move(core: Core, run: StandingRun, event: SessionEvent, values: OpenedValues): Promise<StandingRun | null> {
  try {
    const flowEvent = await toFlowEvent(event, values.reveal);
    if (flowEvent === null) return run;
    const [state] = fold(run, flowEvent, event.at, core.logger);
    return { ...run, state };
  } catch (error) {
    // What was put in is gone: nothing that depends on it can be computed any more. A reviewer still sees what the log itself says.
    core.logger.warn({ sessionId: event.sessionId, seq: event.seq, err: error }, 'a flow could not be told to its end');
    return null;
  }
}

class Teller {
  readonly nodes = new Map<string, NodeStory>();
  readonly #flow: CompiledFlow;
  readonly #configs = new Map<string, { config: JsonObject; data: Json }>();

  constructor(flow: CompiledFlow) {
    this.#flow = flow;
  }

  /** Keeps what is open now: when it has been left, the state no longer knows it. */
  look({ state }: StandingRun): void {
    for (const run of Object.values(state.open)) {
      this.#configs.set(run.id, { config: configOf(run, this.#compiled(run)), data: run.data });
      const node = this.nodes.get(run.id);
      if (node !== undefined) node.data = run.data;
    }
  }

  take(event: SessionEvent, values: OpenedValues): void {
    const { at, mediaAt } = event;
    switch (event.type) {
      case 'flow.node_entered':
        return this.#enter(event);
      case 'flow.node_left': {
        const node = this.nodes.get(event.payload.nodeRunId);
        if (node !== undefined) Object.assign(node, { leftAt: at, port: event.payload.port });
        return;
      }
      case 'flow.node_failed': {
        const node = this.nodes.get(event.payload.nodeRunId);
        if (node !== undefined && event.payload.retryAtMs === null) Object.assign(node, { leftAt: at, failed: event.payload.code });
        return;
      }
      case 'flow.node_held': {
        this.nodes.get(event.payload.nodeRunId)?.held.push({ at, until: null, needs: event.payload.needs });
        return;
      }
      case 'flow.node_released': {
        const last = this.nodes.get(event.payload.nodeRunId)?.held.at(-1);
        if (last !== undefined) last.until = at;
        return;
      }
      case 'flow.acted': {
        const { nodeRunId, role, action, input } = event.payload;
        const value = (input.kind === 'open' ? input.value : values.get(input.commitment)) as Json;
        this.nodes.get(nodeRunId)?.facts.push({ at, mediaAt, kind: 'acted', role, action, input: value });
        return;
      }
      case 'flow.marked': {
        const { nodeRunId, mark, detail } = event.payload;
        this.nodes.get(nodeRunId)?.facts.push({ at, mediaAt, kind: 'marked', mark, detail: detail as JsonObject });
        return;
      }
      default:
        return;
    }
  }

  #enter(event: Extract<SessionEvent, { type: 'flow.node_entered' }>): void {
    const { nodeRunId, path, nodeType } = event.payload;
    if (this.nodes.has(nodeRunId)) return;
    const compiled = this.#compiledAt(nodeRunId);
    const seen = this.#configs.get(nodeRunId);
    this.nodes.set(nodeRunId, {
      nodeRunId,
      nodeId: path,
      type: nodeType,
      title: compiled?.node.title ?? compiled?.type.manifest.title ?? { 'zh-CN': path, en: path },
      config: seen?.config ?? (compiled?.config.kind === 'fixed' ? compiled.config.value : (compiled?.config.fixed ?? {})),
      enteredAt: event.at,
      leftAt: null,
      port: null,
      failed: null,
      data: seen?.data ?? null,
      facts: [],
      held: [],
    });
  }

  #compiled(run: NodeRun) {
    return compiledNode(this.#flow, run.scopeId, run.nodeId);
  }

  /** A node run's id is its scope's and `node#visit`. */
  #compiledAt(nodeRunId: string) {
    const cut = nodeRunId.lastIndexOf('/') + 1;
    const own = nodeRunId.slice(cut);
    try {
      return compiledNode(this.#flow, nodeRunId.slice(0, cut), own.slice(0, own.lastIndexOf('#')));
    } catch {
      return null;
    }
  }
}
