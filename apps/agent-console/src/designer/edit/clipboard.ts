import { z } from 'zod';
import { type Draft, type DraftComment, type DraftEdge, type DraftNode, type DraftSegment, freeId, type Point, withOwn } from './draft.ts';
import { snapped } from './commands.ts';
import { configExpressionNames } from './names-in-config.ts';

/** Steps that were copied, with what they need of the flow around them, so that they can be put into another one. */
export interface Clipping {
  readonly nodes: readonly DraftNode[];
  /** Edges between the copied steps. */
  readonly edges: readonly DraftEdge[];
  readonly places: Readonly<Record<string, Point>>;
  readonly comments: readonly DraftComment[];
  readonly variables: Draft['variables'];
  readonly segments: readonly DraftSegment[];
}

export function clip(draft: Draft, ids: ReadonlySet<string>, commentIds: ReadonlySet<string> = new Set()): Clipping {
  const nodes = draft.nodes.filter(({ id }) => ids.has(id));
  const edges = draft.edges.filter(({ from, to }) => ids.has(from.node) && ids.has(to));
  const names = new Set([
    ...nodes.flatMap(({ config, outputs }) => [...Object.values(outputs), ...configExpressionNames(config)]),
    ...edges.flatMap(({ when }) => (when === undefined ? [] : configExpressionNames({ when: `=${when}` }))),
  ]);
  return {
    nodes,
    edges,
    places: Object.fromEntries(Object.entries(draft.places).filter(([id]) => ids.has(id))),
    comments: draft.comments.filter(({ id }) => commentIds.has(id)),
    variables: draft.variables.filter(({ name }) => names.has(name)),
    segments: draft.segments.filter(({ id }) => nodes.some(({ segment }) => segment === id)),
  };
}

/**
 * Puts copied steps into a flow under names that are free there, with the variables and segments that they name where the flow has none of that
 * name. Returns the new steps' names as well. `at` is where their upper left corner comes to stand.
 */
export function paste(
  draft: Draft,
  clipping: Clipping,
  at: Point,
): { readonly draft: Draft; readonly ids: readonly string[]; readonly commentIds: readonly string[] } {
  const taken = new Set(draft.nodes.map(({ id }) => id));
  const names = new Map<string, string>();
  for (const { id } of clipping.nodes) {
    const name = freeId(id, taken);
    taken.add(name);
    names.set(id, name);
  }
  const named = (id: string): string => names.get(id) ?? id;
  const corner = cornerOf([...Object.values(clipping.places), ...clipping.comments]);
  const moved = ({ x, y }: Point): Point => snapped({ x: x - corner.x + at.x, y: y - corner.y + at.y });
  const comments: DraftComment[] = [];
  for (const comment of clipping.comments) {
    const id = freeId(
      'note',
      [...draft.comments, ...comments].map((each) => each.id),
    );
    comments.push({ ...comment, id, ...moved(comment) });
  }
  const nodes = clipping.nodes.map((node) => pasted(node, names));
  return {
    ids: nodes.map(({ id }) => id),
    commentIds: comments.map(({ id }) => id),
    draft: withOwn({
      ...draft,
      start: draft.start ?? nodes[0]?.id ?? null,
      nodes: [...draft.nodes, ...nodes],
      edges: [
        ...draft.edges,
        ...clipping.edges.map((edge) => ({ ...edge, from: { ...edge.from, node: named(edge.from.node) }, to: named(edge.to) })),
      ],
      places: { ...draft.places, ...Object.fromEntries(Object.entries(clipping.places).map(([id, point]) => [named(id), moved(point)])) },
      variables: [...draft.variables, ...clipping.variables.filter(({ name }) => draft.variables.every((each) => each.name !== name))],
      segments: [...draft.segments, ...clipping.segments.filter(({ id }) => draft.segments.every((each) => each.id !== id))],
      comments: [...draft.comments, ...comments],
    }),
  };
}

function pasted(node: DraftNode, names: ReadonlyMap<string, string>): DraftNode {
  const { compensation, ...rest } = node;
  const fork = node.type === 'join' ? names.get(String(node.config['fork'])) : undefined;
  return {
    ...rest,
    id: names.get(node.id) ?? node.id,
    // What undoes a step comes along only when it was copied with it.
    ...(compensation === undefined || !names.has(compensation) ? {} : { compensation: names.get(compensation) }),
    ...(fork === undefined ? {} : { config: { ...node.config, fork } }),
  };
}

const cornerOf = (points: readonly Point[]): Point =>
  points.length === 0 ? { x: 0, y: 0 } : { x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) };

const Clipped = z.object({
  'guichet-steps': z.literal(1),
  nodes: z.array(z.looseObject({ id: z.string(), type: z.string() })).max(500),
  edges: z.array(z.looseObject({ to: z.string() })).max(2_000),
  places: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
  comments: z.array(z.looseObject({ id: z.string(), text: z.string() })).max(200),
  variables: z.array(z.looseObject({ name: z.string() })).max(200),
  segments: z.array(z.looseObject({ id: z.string() })).max(50),
});

/** As text for the system's clipboard, so that steps can be carried to another window. */
export const clippingText = (clipping: Clipping): string => JSON.stringify({ 'guichet-steps': 1, ...clipping });

/** Null for a text that holds no steps; what it holds is checked by the flow's validation like all else that is drawn. */
export function readClipping(text: string): Clipping | null {
  try {
    const parsed = Clipped.safeParse(JSON.parse(text));
    if (!parsed.success) return null;
    const { 'guichet-steps': _, ...clipping } = parsed.data;
    return clipping as unknown as Clipping;
  } catch {
    return null;
  }
}
