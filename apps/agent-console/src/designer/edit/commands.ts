import { connect, freePorts, mainPort } from './connect.ts';
import {
  type Draft,
  type DraftComment,
  type DraftEdge,
  type DraftNode,
  edgeIds,
  freeId,
  nodeOf,
  type Point,
  shownPorts,
  withOwn,
} from './draft.ts';

/** A step's size on the canvas, in canvas pixels; one with several ways on names them at its foot. Comments have sizes of their own. */
export const STEP_SIZE = { width: 208, height: 48 } as const;
const FOOT_HEIGHT = 24;
export const stepHeight = (draft: Pick<Draft, 'edges'>, node: DraftNode): number =>
  STEP_SIZE.height + (shownPorts(draft, node).length > 1 ? FOOT_HEIGHT : 0);
/** Everything stands on this grid. */
export const GRID = 8;
/** From one step to the one below it. */
export const STEP_BELOW = 112;

export const snapped = ({ x, y }: Point): Point => ({ x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID });

export interface Chosen {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  readonly comments: ReadonlySet<string>;
}

export function addNode(draft: Draft, node: DraftNode, at: Point): Draft {
  return withOwn({
    ...draft,
    start: draft.start ?? node.id,
    nodes: [...draft.nodes, node],
    places: { ...draft.places, [node.id]: snapped(at) },
  });
}

/** Adds a step behind another one and leads that one's first free port to it. Null where the other has none. */
export function appendNode(draft: Draft, after: string, node: DraftNode, at: Point): Draft | null {
  const before = nodeOf(draft, after);
  const [port] = before === undefined ? [] : freePorts(draft, before);
  if (port === undefined) return null;
  return connect(addNode(draft, node, at), { node: after, port, to: node.id });
}

/** Puts a step between two: what led to the second leads to it, and its main port to the second. Null where it leads nowhere itself. */
export function insertOnEdge(draft: Draft, edgeId: string, node: DraftNode, at: Point): Draft | null {
  const index = edgeIds(draft.edges).indexOf(edgeId);
  const edge = draft.edges[index];
  const port = mainPort(node);
  if (edge === undefined || port === undefined) return null;
  const added = addNode(draft, node, at);
  return { ...added, edges: added.edges.toSpliced(index, 1, { ...edge, to: node.id }, { from: { node: node.id, port }, to: edge.to }) };
}

export function removeChosen(draft: Draft, chosen: Chosen): Draft {
  const nodes = draft.nodes.filter(({ id }) => !chosen.nodes.has(id));
  const kept = new Set(nodes.map(({ id }) => id));
  const ids = edgeIds(draft.edges);
  const edges = draft.edges.filter((edge, i) => !chosen.edges.has(ids[i] ?? '') && kept.has(edge.from.node) && kept.has(edge.to));
  return {
    ...draft,
    nodes: nodes.map((node) => (node.compensation === undefined || kept.has(node.compensation) ? node : without(node, 'compensation'))),
    edges,
    start: draft.start !== null && kept.has(draft.start) ? draft.start : firstOf(nodes, edges),
    escalation: draft.escalation !== null && kept.has(draft.escalation) ? draft.escalation : null,
    places: Object.fromEntries(Object.entries(draft.places).filter(([id]) => kept.has(id))),
    comments: draft.comments.filter(({ id }) => !chosen.comments.has(id)),
  };
}

function without<Key extends keyof DraftNode>(node: DraftNode, key: Key): DraftNode {
  const { [key]: _, ...rest } = node;
  return rest as DraftNode;
}

/** The first step that nothing leads to; else the first. */
function firstOf(nodes: readonly DraftNode[], edges: readonly DraftEdge[]): string | null {
  return (nodes.find(({ id }) => edges.every(({ to }) => to !== id)) ?? nodes[0])?.id ?? null;
}

export function movePlaces(draft: Draft, places: Readonly<Record<string, Point>>): Draft {
  const comments = draft.comments.map((comment) => (places[comment.id] ? { ...comment, ...places[comment.id] } : comment));
  const nodes = Object.fromEntries(Object.entries(places).filter(([id]) => nodeOf(draft, id) !== undefined));
  return { ...draft, comments, places: { ...draft.places, ...nodes } };
}

export function changeNode(draft: Draft, id: string, change: Partial<DraftNode>): Draft {
  return { ...draft, nodes: draft.nodes.map((node) => (node.id === id ? { ...node, ...change, id } : node)) };
}

/** Gives a step another name wherever it is named. The caller has looked whether the name is free. */
export function renameNode(draft: Draft, id: string, next: string): Draft {
  const named = (each: string): string => (each === id ? next : each);
  const { [id]: place, ...places } = draft.places;
  return {
    ...draft,
    start: draft.start === null ? null : named(draft.start),
    escalation: draft.escalation === null ? null : named(draft.escalation),
    nodes: draft.nodes.map((node) => ({
      ...node,
      id: named(node.id),
      ...(node.compensation === undefined ? {} : { compensation: named(node.compensation) }),
      ...(node.type === 'join' && node.config['fork'] === id ? { config: { ...node.config, fork: next } } : {}),
    })),
    edges: draft.edges.map(({ from, to, ...rest }) => ({ ...rest, from: { ...from, node: named(from.node) }, to: named(to) })),
    places: place === undefined ? places : { ...places, [next]: place },
  };
}

export function changeEdge(draft: Draft, edgeId: string, change: Partial<Pick<DraftEdge, 'to' | 'when'>>): Draft {
  const index = edgeIds(draft.edges).indexOf(edgeId);
  const edge = draft.edges[index];
  if (edge === undefined) return draft;
  const { when, ...rest } = { ...edge, ...change };
  return { ...draft, edges: draft.edges.with(index, when === undefined || when.trim() === '' ? rest : { ...rest, when }) };
}

/** Asks an edge earlier or later than the others of its port. */
export function shiftEdge(draft: Draft, edgeId: string, by: -1 | 1): Draft {
  const index = edgeIds(draft.edges).indexOf(edgeId);
  const edge = draft.edges[index];
  if (edge === undefined) return draft;
  const isSibling = ({ from }: DraftEdge): boolean => from.node === edge.from.node && from.port === edge.from.port;
  for (let other = index + by; other >= 0 && other < draft.edges.length; other += by) {
    const sibling = draft.edges[other];
    if (sibling !== undefined && isSibling(sibling)) return { ...draft, edges: draft.edges.with(index, sibling).with(other, edge) };
  }
  return draft;
}

export function addComment(draft: Draft, at: Point, text: string): { readonly draft: Draft; readonly id: string } {
  const id = freeId(
    'note',
    draft.comments.map((comment) => comment.id),
  );
  const comment: DraftComment = { id, ...snapped(at), width: 208, height: 96, text };
  return { id, draft: { ...draft, comments: [...draft.comments, comment] } };
}

export function changeComment(draft: Draft, id: string, change: Partial<DraftComment>): Draft {
  return { ...draft, comments: draft.comments.map((comment) => (comment.id === id ? { ...comment, ...change, id } : comment)) };
}
