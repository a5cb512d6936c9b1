import { STEP_SIZE } from './commands.ts';
import { type Draft, type DraftEdge, type DraftNode, edgeIds } from './draft.ts';
import { arranged } from './layout.ts';

export const Change = { added: 'added', removed: 'removed', changed: 'changed', same: 'same' } as const;
export type Change = (typeof Change)[keyof typeof Change];

/** One place of a step or of the flow that differs; `path` is that of the definition, e.g. `config.lines.2.text.zh-CN`. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface NodeDifference {
  readonly id: string;
  readonly change: Change;
  /** As it is now; as it was where it is gone. */
  readonly node: DraftNode;
  readonly differences: readonly Difference[];
}

export interface EdgeDifference {
  readonly id: string;
  readonly change: Change;
  readonly edge: DraftEdge;
  readonly differences: readonly Difference[];
}

export interface FlowDifference {
  readonly nodes: readonly NodeDifference[];
  readonly edges: readonly EdgeDifference[];
  /** Of the flow itself: title, variables, segments, where it begins. */
  readonly flow: readonly Difference[];
  /** Both together, to be drawn: what is gone stands where it stood. */
  readonly union: Draft;
}

/** What differs in meaning between two versions of a flow; where things are drawn, and comments, are no difference. */
export function compare(before: Draft, after: Draft): FlowDifference {
  const were = new Map(before.nodes.map((node) => [node.id, node]));
  const are = new Map(after.nodes.map((node) => [node.id, node]));
  const nodes = [
    ...after.nodes.map((node): NodeDifference => {
      const old = were.get(node.id);
      const differences = old === undefined ? [] : differencesOf(old, node);
      return { id: node.id, node, differences, change: old === undefined ? 'added' : differences.length > 0 ? 'changed' : 'same' };
    }),
    ...before.nodes
      .filter(({ id }) => !are.has(id))
      .map((node): NodeDifference => ({ id: node.id, node, change: 'removed', differences: [] })),
  ];
  const [oldIds, newIds] = [edgeIds(before.edges), edgeIds(after.edges)];
  const oldEdges = new Map(before.edges.map((edge, i) => [oldIds[i] ?? '', edge]));
  const goneEdges = before.edges.flatMap((edge, i) => {
    const id = oldIds[i] ?? '';
    return newIds.includes(id) ? [] : [{ id, edge, change: Change.removed, differences: [] }];
  });
  const edges = after.edges.map((edge, i): EdgeDifference => {
    const id = newIds[i] ?? '';
    const old = oldEdges.get(id);
    const differences = old === undefined ? [] : differencesOf(old, edge);
    return { id, edge, differences, change: old === undefined ? 'added' : differences.length > 0 ? 'changed' : 'same' };
  });
  return {
    nodes,
    edges: [...edges, ...goneEdges],
    flow: differencesOf(factsOf(before), factsOf(after)),
    union: removedAside({
      ...after,
      nodes: nodes.map(({ node }) => node),
      edges: [...after.edges, ...goneEdges.map(({ edge }) => edge)],
      places: { ...before.places, ...after.places },
      comments: [],
    }),
  };
}

/** What came often stands where something else went: both are to be seen, so that all of it is laid out anew then. */
function removedAside(union: Draft): Draft {
  const places = Object.values(union.places);
  const overlap = places.some((a, i) =>
    places.slice(i + 1).some((b) => Math.abs(a.x - b.x) < STEP_SIZE.width && Math.abs(a.y - b.y) < STEP_SIZE.height),
  );
  return overlap ? { ...union, places: arranged(union) } : union;
}

function factsOf(draft: Draft): object {
  const { key, title, summary, channel, product, rulePacks, citations, roles, start, escalation } = draft;
  return {
    ...{ key, title, summary, channel, product, rulePacks, citations, roles, start, escalation },
    variables: Object.fromEntries(draft.variables.map(({ name, ...variable }) => [name, variable])),
    segments: Object.fromEntries(draft.segments.map(({ id, title: called }) => [id, called])),
  };
}

/** Places at which two plain values differ, deepest first named; lists are compared item by item. */
export function differencesOf(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (Object.is(before, after)) return [];
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differencesOf((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`),
  );
}
