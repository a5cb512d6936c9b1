import { addNode, type Chosen, insertOnEdge, movePlaces, STEP_BELOW, STEP_SIZE } from './commands.ts';
import { connect, freePorts, mainPort, misfitOf } from './connect.ts';
import { type Draft, type DraftNode, edgeById, isFull, nodeOf, type Point } from './draft.ts';
import { endFor } from './new-node.ts';

/** Where a component goes. `after` without a port takes the first that leads nowhere. */
export type Where =
  | { readonly kind: 'edge'; readonly edgeId: string; readonly at?: Point }
  | { readonly kind: 'after'; readonly node: string; readonly port?: string; readonly at?: Point }
  | { readonly kind: 'free'; readonly at: Point };

export type Added =
  | { readonly ok: true; readonly draft: Draft; readonly id: string; readonly how: 'inserted' | 'appended' | 'placed' }
  | { readonly ok: false; readonly reason: 'full' | 'no_free_port' | 'ends_here' | 'gone' };

/** Makes the step that a component becomes in a flow, and what it brings along. */
export type MakeStep = (draft: Draft, at: Point) => { readonly draft: Draft; readonly node: DraftNode };

export function addComponent(draft: Draft, make: MakeStep, where: Where): Added {
  if (isFull(draft)) return { ok: false, reason: 'full' };
  switch (where.kind) {
    case 'free': {
      const at = freePlace(draft, { x: where.at.x, y: where.at.y });
      const made = make(draft, at);
      return { ok: true, how: 'placed', id: made.node.id, draft: addNode(made.draft, made.node, at) };
    }
    case 'after':
      return appended(draft, make, where);
    case 'edge':
      return inserted(draft, make, where);
  }
}

function appended(draft: Draft, make: MakeStep, { node: after, port, at }: Extract<Where, { kind: 'after' }>): Added {
  const before = nodeOf(draft, after);
  if (before === undefined) return { ok: false, reason: 'gone' };
  const [free] = port === undefined ? freePorts(draft, before) : [port];
  if (free === undefined) return { ok: false, reason: before.type === 'end' ? 'ends_here' : 'no_free_port' };
  const { x = 0, y = 0 } = draft.places[after] ?? {};
  const place = freePlace(draft, at ?? { x, y: y + STEP_BELOW });
  const made = make(draft, place);
  const node =
    made.node.type === 'end' && free !== mainPort(before) ? { ...made.node, config: endFor(made.draft, free).config } : made.node;
  const added = addNode(made.draft, node, place);
  const connection = { node: after, port: free, to: made.node.id };
  const isFit = misfitOf(added, connection) === null;
  return { ok: true, how: isFit ? 'appended' : 'placed', id: made.node.id, draft: isFit ? connect(added, connection) : added };
}

function inserted(draft: Draft, make: MakeStep, { edgeId, at }: Extract<Where, { kind: 'edge' }>): Added {
  const edge = edgeById(draft, edgeId);
  if (edge === undefined) return { ok: false, reason: 'gone' };
  const [from, to] = [draft.places[edge.from.node], draft.places[edge.to]];
  const place = at ?? { x: to?.x ?? from?.x ?? 0, y: to?.y ?? STEP_BELOW };
  const made = make(draft, place);
  const room = withRoom(made.draft, edge.from.node, edge.to);
  const y = Math.max(
    from === undefined ? place.y : from.y + STEP_BELOW,
    Math.min(place.y, (room.places[edge.to]?.y ?? place.y) - STEP_BELOW),
  );
  const done = insertOnEdge(room, edgeId, made.node, { x: place.x, y });
  return done === null ? { ok: false, reason: 'ends_here' } : { ok: true, how: 'inserted', id: made.node.id, draft: done };
}

/** What stands at or below the second step gives way where there is no room for one between the two. */
function withRoom(draft: Draft, from: string, to: string): Draft {
  const [above, below] = [draft.places[from], draft.places[to]];
  if (above === undefined || below === undefined || below.y < above.y) return draft;
  const missing = above.y + 2 * STEP_BELOW - below.y;
  if (missing <= 0) return draft;
  const moved = Object.entries(draft.places).flatMap(([id, { x, y }]) =>
    y >= below.y && id !== from ? [[id, { x, y: y + missing }] as const] : [],
  );
  return movePlaces(draft, Object.fromEntries(moved));
}

/** The place itself, or the first to its right on which no step stands. */
function freePlace(draft: Draft, { x, y }: Point): Point {
  let at = { x, y };
  const taken = Object.values(draft.places);
  while (taken.some((place) => Math.abs(place.x - at.x) < STEP_SIZE.width + 8 && Math.abs(place.y - at.y) < 80))
    at = { ...at, x: at.x + STEP_SIZE.width + 24 };
  return at;
}

/** Where a component goes that was picked without a mouse: on the chosen edge, behind the chosen step, else behind the last one that leads nowhere. */
export function whereFor(draft: Draft, chosen: Chosen, active: string | null): Where {
  const [edgeId] = chosen.edges;
  if (edgeId !== undefined && edgeById(draft, edgeId) !== undefined) return { kind: 'edge', edgeId };
  const near = [...chosen.nodes].at(-1) ?? active;
  const node = near === null ? undefined : nodeOf(draft, near);
  if (node !== undefined && freePorts(draft, node).length > 0) return { kind: 'after', node: node.id };
  const last = node === undefined ? draft.nodes.findLast((each) => freePorts(draft, each).length > 0) : undefined;
  if (last !== undefined) return { kind: 'after', node: last.id };
  const beside = node === undefined ? undefined : draft.places[node.id];
  return { kind: 'free', at: beside === undefined ? { x: 0, y: 0 } : { x: beside.x, y: beside.y + STEP_BELOW } };
}
