import type { LocalText } from '@guichet/protocol';
import {
  commonPortsOf,
  type ComponentManifest,
  componentType,
  DEFINITION_LIMITS,
  FLOW_FORMAT_VERSION,
  type FlowDefinition,
  type FlowVariable,
  type JsonObject,
  parseDefinition,
  type Problem,
} from '@guichet/workflow';
import { componentOf, learnComponents, nodeTypeOf } from './known-components.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DraftNode {
  readonly id: string;
  readonly type: string;
  readonly title?: LocalText | undefined;
  readonly config: JsonObject;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly segment?: string | undefined;
  readonly timeLimit?: { readonly afterMs: number; readonly port: string; readonly whileHeld: 'run' | 'pause' } | undefined;
  readonly retry?:
    | { readonly maxAttempts: number; readonly firstDelayMs: number; readonly factor: number; readonly maxDelayMs: number }
    | undefined;
  readonly compensation?: string | undefined;
  readonly back: boolean;
  readonly maxVisits: number;
}

export interface DraftEdge {
  readonly from: { readonly node: string; readonly port: string };
  readonly to: string;
  readonly when?: string | undefined;
}

export interface DraftComment {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly by?: string | undefined;
}

export type DraftSegment = FlowDefinition['segments'][number];

/**
 * A flow while it is worked on, as a value that is never changed in place. Unlike a definition it may have no steps and no beginning yet; what
 * else a definition must be it may fail to be as well.
 */
export interface Draft {
  readonly key: string;
  readonly title: LocalText;
  readonly summary: LocalText;
  readonly channel: FlowDefinition['channel'];
  readonly product: string;
  readonly rulePacks?: readonly string[] | undefined;
  readonly citations: FlowDefinition['citations'];
  readonly roles: FlowDefinition['roles'];
  readonly variables: readonly FlowVariable[];
  readonly segments: readonly DraftSegment[];
  readonly start: string | null;
  readonly escalation: string | null;
  readonly nodes: readonly DraftNode[];
  readonly edges: readonly DraftEdge[];
  /** Where each step is drawn; a step that has no place yet is laid out. */
  readonly places: Readonly<Record<string, Point>>;
  readonly comments: readonly DraftComment[];
  /** As the flow came: those of the bank's own that its steps are made of. */
  readonly components?: readonly ComponentManifest[] | undefined;
}

export function emptyDraft(facts: Pick<Draft, 'key' | 'title' | 'summary' | 'channel' | 'product'>): Draft {
  return {
    ...facts,
    citations: [],
    roles: ['customer', 'agent', 'system'],
    variables: [],
    segments: [],
    start: null,
    escalation: null,
    nodes: [],
    edges: [],
    places: {},
    comments: [],
  };
}

/** Reads what the counter or a file holds; problems that keep it from being drawn at all are returned. */
export function readDraft(
  raw: unknown,
): { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const parsed = parseDefinition(raw);
  if (!parsed.ok) return parsed;
  const { nodes, edges, start, escalation, canvas, ...facts } = parsed.definition;
  learnComponents(facts.components ?? []);
  return {
    ok: true,
    draft: {
      ...facts,
      start,
      escalation: escalation ?? null,
      nodes: nodes as readonly DraftNode[],
      edges: edges as readonly DraftEdge[],
      places: canvas?.nodes ?? {},
      comments: canvas?.comments ?? [],
    },
  };
}

/** As it is saved. Null while it has no step: an empty flow is no definition. */
export function definitionOf(draft: Draft): JsonObject | null {
  const { start, escalation, nodes, places, comments, edges, components: _, ...facts } = draft;
  const first = start ?? nodes[0]?.id;
  if (first === undefined) return null;
  const known = new Set(nodes.map(({ id }) => id));
  const definition = {
    formatVersion: FLOW_FORMAT_VERSION,
    ...facts,
    start: first,
    ...(escalation === null ? {} : { escalation }),
    nodes,
    edges,
    ...bringing(draft),
    canvas: { nodes: Object.fromEntries(Object.entries(places).filter(([id]) => known.has(id))), comments },
  };
  // What is undefined is left out, as it will be on the wire.
  return JSON.parse(JSON.stringify(definition)) as JsonObject;
}

/** A flow keeps what its steps are made of from the moment that they are put in. */
export const withOwn = (draft: Draft): Draft => ({ ...draft, ...bringing(draft) });

/** What its steps are made of, as far as it does not ship. */
function bringing({ nodes, components: had = [] }: Draft): { readonly components?: readonly ComponentManifest[] } {
  const types = [...new Set(nodes.map(({ type }) => type))];
  const components = types.flatMap((type) => had.find((manifest) => componentType(manifest) === type) ?? componentOf(type) ?? []);
  return components.length === 0 ? {} : { components };
}

export const nodeOf = (draft: Draft, id: string): DraftNode | undefined => draft.nodes.find((node) => node.id === id);

export const manifestOf = (type: string) => nodeTypeOf(type)?.manifest;

/** Ports that the type names for this configuration; none while the configuration is such that nobody can say. */
export function typePorts(node: Pick<DraftNode, 'type' | 'config'>): readonly string[] {
  const manifest = manifestOf(node.type);
  if (manifest === undefined) return [];
  const { data, success } = manifest.config.safeParse(node.config);
  try {
    // Expressions may stand where the schema wants something else; ports then come from what is written.
    return manifest.ports(success ? data : node.config);
  } catch {
    return [];
  }
}

/** Ports beside those of the type: a step may go on from them, and needs no edge there. */
export function sidePorts(node: Pick<DraftNode, 'type' | 'timeLimit'>): readonly string[] {
  const common = commonPortsOf(node.type);
  return node.timeLimit === undefined || common.length === 0 ? common : [node.timeLimit.port, ...common];
}

/** Ports that are drawn: the type's, and those beside them that lead somewhere or belong to a time limit. */
export function shownPorts(draft: Pick<Draft, 'edges'>, node: DraftNode): readonly string[] {
  const used = draft.edges.flatMap(({ from }) => (from.node === node.id ? [from.port] : []));
  const limit = node.timeLimit === undefined ? [] : [node.timeLimit.port];
  return [...new Set([...typePorts(node), ...limit, ...used])];
}

export const allPorts = (node: DraftNode): readonly string[] => [...new Set([...typePorts(node), ...sidePorts(node)])];

export const titleOf = (node: DraftNode): LocalText => node.title ?? manifestOf(node.type)?.title ?? { 'zh-CN': node.type, en: node.type };

/** Edges have no names of their own in a definition: two of the same ends are told apart by their order. */
export function edgeIds(edges: readonly DraftEdge[]): readonly string[] {
  const seen = new Map<string, number>();
  return edges.map(({ from, to }) => {
    const name = `${from.node}.${from.port}>${to}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}~${count}`;
  });
}

export const edgeById = (draft: Draft, id: string): DraftEdge | undefined => draft.edges[edgeIds(draft.edges).indexOf(id)];

/** A name that nothing has yet: `script`, `script2`, … */
export function freeId(base: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  const stem = base.replace(/\d+$/, '').slice(0, 56);
  for (let i = 1; ; i++) {
    const id = i === 1 ? stem : `${stem}${i}`;
    if (!names.has(id)) return id;
  }
}

/** `identity-document` → `identityDocument`: a step's name is written as a variable is. */
export const idFromType = (type: string): string => type.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const isFull = (draft: Draft): boolean => draft.nodes.length >= DEFINITION_LIMITS.nodes;
