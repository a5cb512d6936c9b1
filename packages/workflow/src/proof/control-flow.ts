import type { ProblemEdge } from '../definition/problem.ts';
import { loopsOf } from '../definition/validate/components.ts';
import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import type { JoinConfig } from '../nodes/join/manifest.ts';
import type { SubFlowConfig } from '../nodes/sub-flow/manifest.ts';
import type { EndConfig } from '../nodes/end/manifest.ts';
import { writtenConfig } from './written-config.ts';

/** Loops in which more nodes than this have an edge from `exhausted` are looked at without remembering which of them were visited. */
const MAX_REMEMBERED = 5;

export interface Way {
  readonly to: string;
  readonly edge: ProblemEdge;
}

/** A node with everywhere that a run may go from it, whatever its conditions say. */
export interface Place {
  readonly index: number;
  readonly compiled: CompiledNode;
  /** `visit/sale` inside a sub-flow. */
  readonly path: string;
  readonly kind: 'step' | 'decision' | 'fork' | 'join' | 'sub-flow' | 'end';
  /** By port, those with edges alone; without `exhausted`, which is taken instead of entering. */
  readonly ways: ReadonlyMap<string, readonly Way[]>;
  readonly exhausted: readonly Way[] | null;
  /** Nodes of the same flow that one can go back to from here, if it was come to from there. */
  readonly backs: readonly string[];
  /** Whoever asks for a person here gets whom the flow, or one around it, names for that: there is no nearer way. */
  readonly callsPerson: boolean;
  /** Which loop of its flow it stands in; null outside of all. */
  readonly loop: number | null;
  /** Its place among the nodes of its loop that are remembered as visited; null where it isn't. */
  readonly bit: number | null;
}

/** A flow in its place: the flow itself, or what a sub-flow node runs. */
export interface Scope {
  readonly flow: CompiledFlow;
  /** '' or `visit/`. */
  readonly prefix: string;
  readonly around: { readonly scope: Scope; readonly place: Place } | null;
  readonly places: ReadonlyMap<string, Place>;
  readonly inner: ReadonlyMap<string, Scope>;
}

const KINDS = ['decision', 'fork', 'join', 'sub-flow', 'end'] as const;

/** Everywhere that runs of the flow may go, with its sub-flows in their places. Computed once, whatever is asked of it. */
export function scopeOf(flow: CompiledFlow, around: Scope['around'] = null, ownWayAround = false): Scope {
  const prefix = around === null ? '' : `${around.place.path}/`;
  const backs = backsOf(flow);
  const loops = loopIndex(flow, backs);
  const bits = bitsOf(flow, loops);
  const places = new Map<string, Place>();
  const inner = new Map<string, Scope>();
  const scope: Scope = { flow, prefix, around, places, inner };
  for (const [id, compiled] of flow.nodes) {
    const ways = new Map(
      [...compiled.edges].map(([port, edges]) => [
        port,
        edges.map(({ to }) => ({ to, edge: { from: `${prefix}${id}`, port, to: `${prefix}${to}` } })),
      ]),
    );
    const exhausted = ways.get('exhausted') ?? null;
    ways.delete('exhausted');
    const place: Place = {
      index: places.size,
      compiled,
      path: `${prefix}${id}`,
      kind: KINDS.find((kind) => kind === compiled.node.type) ?? 'step',
      ways,
      exhausted,
      backs: backs.get(id) ?? [],
      callsPerson: !ownWayAround && !ways.has('escalated'),
      loop: loops.get(id) ?? null,
      bit: bits.get(id) ?? null,
    };
    places.set(id, place);
    if (compiled.inner !== null) inner.set(id, scopeOf(compiled.inner, { scope, place }, ownWayAround || ways.has('escalated')));
  }
  return scope;
}

/** The join of a fork. Validation sees to it that there is one. */
export function joinOf({ flow, places }: Scope, forkId: string): Place {
  const join = flow.definition.nodes.find(({ id, type }) => type === 'join' && joinConfig(flow, id).fork === forkId);
  const place = join === undefined ? undefined : places.get(join.id);
  if (place === undefined) throw new Error('A fork without its join was compiled');
  return place;
}

export const joinMode = ({ compiled }: Place): JoinConfig['mode'] => (writtenConfig(compiled) as unknown as JoinConfig).mode;

/** By which port a sub-flow's node is left when this end is reached. */
export function portOfEnd({ compiled }: Place, around: Place): string {
  const { outcome } = writtenConfig(compiled) as unknown as EndConfig;
  return (writtenConfig(around.compiled) as unknown as SubFlowConfig).outcomes.includes(outcome) ? outcome : 'done';
}

function joinConfig(flow: CompiledFlow, id: string): Partial<JoinConfig> {
  const compiled = flow.nodes.get(id);
  return compiled === undefined ? {} : (writtenConfig(compiled) as Partial<JoinConfig>);
}

/** By node: the steps that one can go back to from it, over whatever does not stop in between. */
function backsOf(flow: CompiledFlow): Map<string, string[]> {
  const backs = new Map<string, string[]>();
  for (const [id, { node, ports, edges }] of flow.nodes) {
    if (!node.back) continue;
    const seen = new Set<string>();
    const open = ports.flatMap((port) => (edges.get(port) ?? []).map(({ to }) => to));
    while (open.length > 0) {
      const next = open.pop() as string;
      const compiled = flow.nodes.get(next);
      if (seen.has(next) || compiled === undefined || ['fork', 'join', 'end'].includes(compiled.node.type)) continue;
      seen.add(next);
      backs.set(next, [...(backs.get(next) ?? []), id]);
      if (!compiled.type.manifest.waits) for (const ways of compiled.edges.values()) open.push(...ways.map(({ to }) => to));
    }
  }
  return backs;
}

function loopIndex(flow: CompiledFlow, backs: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const { escalation } = flow.definition;
  const next = new Map(
    [...flow.nodes].map(([id, { edges }]) => [
      id,
      [...[...edges.values()].flat().map(({ to }) => to), ...(backs.get(id) ?? []), ...(escalation === undefined ? [] : [escalation])],
    ]),
  );
  return new Map(loopsOf(next).flatMap((loop, index) => loop.map((id) => [id, index] as const)));
}

function bitsOf(flow: CompiledFlow, loops: ReadonlyMap<string, number>): Map<string, number> {
  const byLoop = Map.groupBy(
    [...flow.nodes].filter(([id, { edges }]) => loops.has(id) && edges.has('exhausted')).map(([id]) => id),
    (id) => loops.get(id),
  );
  return new Map(
    [...byLoop.values()].filter((ids) => ids.length <= MAX_REMEMBERED).flatMap((ids) => ids.map((id, bit) => [id, bit] as const)),
  );
}
