import type { ProblemEdge } from '../definition/problem.ts';
import { loopsOf } from '../definition/validate/components.ts';
import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import type { JoinConfig } from '../nodes/join/manifest.ts';
import type { SubFlowConfig } from '../nodes/sub-flow/manifest.ts';
import type { EndConfig } from '../nodes/end/manifest.ts';
import { writtenConfig } from './written-config.ts';

/** Of how many nodes of a loop it is remembered whether they were visited: as many as there are bits in a number that is not negative. */
const MAX_REMEMBERED = 30;

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
  /** By these it may be left in the moment in which it is entered, as nothing that going back leads to. */
  readonly passed: ReadonlySet<string>;
  /** Whoever asks for a person here gets whom the flow, or one around it, names for that: there is no nearer way. */
  readonly callsPerson: boolean;
  /** Which loop of its flow it stands in; null outside of all. */
  readonly loop: number | null;
  /** Its place among the nodes of its loop that are remembered as visited; null where nothing hangs on that, or there are too many. */
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

interface Around {
  readonly at: NonNullable<Scope['around']>;
  /** It has an edge for asking for a person, or one around it has. */
  readonly hasOwnWay: boolean;
  /** It has an edge for failing, or one around it has. */
  readonly mayFail: boolean;
}

/** Everywhere that runs of the flow may go, with its sub-flows in their places. Computed once, whatever is asked of it. */
export function scopeOf(flow: CompiledFlow, around: Around | null = null): Scope {
  const prefix = around === null ? '' : `${around.at.place.path}/`;
  const loops = loopIndex(flow);
  const bits = bitsOf(flow, loops, around?.mayFail ?? false);
  const places = new Map<string, Place>();
  const inner = new Map<string, Scope>();
  const scope: Scope = { flow, prefix, around: around?.at ?? null, places, inner };
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
      passed: passedPorts(compiled),
      callsPerson: !(around?.hasOwnWay ?? false) && !ways.has('escalated'),
      loop: loops.get(id) ?? null,
      bit: bits.get(id) ?? null,
    };
    places.set(id, place);
    if (compiled.inner === null) continue;
    const hasOwnWay = (around?.hasOwnWay ?? false) || ways.has('escalated');
    const mayFail = (around?.mayFail ?? false) || ways.has('failed');
    inner.set(id, scopeOf(compiled.inner, { at: { scope, place }, hasOwnWay, mayFail }));
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
export function portOfEnd(end: CompiledNode, around: CompiledNode): string {
  const { outcome } = writtenConfig(end) as unknown as EndConfig;
  return (writtenConfig(around) as unknown as SubFlowConfig).outcomes.includes(outcome) ? outcome : 'done';
}

function joinConfig(flow: CompiledFlow, id: string): Partial<JoinConfig> {
  const compiled = flow.nodes.get(id);
  return compiled === undefined ? {} : (writtenConfig(compiled) as Partial<JoinConfig>);
}

/** Ports by which a node may be left at once, having asked nothing of the outside: the engine passes over it when somebody goes back. */
function passedPorts(compiled: CompiledNode): ReadonlySet<string> {
  const { node, type, ports, edges, inner } = compiled;
  if (node.type === 'fork' || node.type === 'join') return new Set();
  if (inner === null && !type.manifest.waits) return new Set(edges.keys());
  // A port of this name that is its own is left by when it is done.
  const failed = ports.includes('failed') ? [] : ['failed'];
  return new Set([...failed, ...(inner === null ? (type.manifest.leavesAtOnceBy ?? []) : portsAtOnce(compiled, inner))]);
}

/** By which a sub-flow is left where a way through it stops nowhere. */
function portsAtOnce(around: CompiledNode, inner: CompiledFlow): string[] {
  const ends = [...enteredAtOnce(inner)].flatMap((id) => inner.nodes.get(id) ?? []).filter(({ node }) => node.type === 'end');
  return ends.map((end) => portOfEnd(end, around));
}

/** What may be entered in the moment in which the flow begins. */
function enteredAtOnce({ definition, nodes }: CompiledFlow): Set<string> {
  const entered = new Set<string>();
  const open: string[] = [definition.start];
  while (open.length > 0) {
    const id = open.pop() as string;
    const compiled = nodes.get(id);
    if (entered.has(id) || compiled === undefined) continue;
    entered.add(id);
    const passed = passedPorts(compiled);
    const isBranching = compiled.node.type === 'fork' || compiled.node.type === 'join';
    for (const [port, ways] of compiled.edges) if (isBranching || passed.has(port)) open.push(...ways.map(({ to }) => to));
  }
  return entered;
}

/** Going back makes no loop of its own: what was gone back from is as if it had not been entered. */
function loopIndex({ definition: { escalation }, nodes }: CompiledFlow): Map<string, number> {
  const person = escalation === undefined ? [] : [escalation];
  const next = new Map([...nodes].map(([id, { edges }]) => [id, [...[...edges.values()].flat().map(({ to }) => to), ...person]]));
  return new Map(loopsOf(next).flatMap((loop, index) => loop.map((id) => [id, index] as const)));
}

/** What is entered too often goes on by `exhausted`, or the flow fails, which is nobody's affair where nothing around it has a way for that. */
function bitsOf(flow: CompiledFlow, loops: ReadonlyMap<string, number>, mayFail: boolean): Map<string, number> {
  const ids = [...flow.nodes.keys()].filter((id) => loops.has(id));
  const hasWay = (id: string) => flow.nodes.get(id)?.edges.has('exhausted') === true;
  const failing = mayFail ? ids.filter((id) => !hasWay(id)) : [];
  const byLoop = Map.groupBy([...ids.filter(hasWay), ...failing], (id) => loops.get(id));
  return new Map([...byLoop.values()].flatMap((each) => each.slice(0, MAX_REMEMBERED).map((id, bit) => [id, bit] as const)));
}
