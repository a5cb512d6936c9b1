import { STEP_SIZE } from '../edit/commands.ts';
import type { Draft, Point } from '../edit/draft.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

const CENTRE = { x: STEP_SIZE.width / 2, y: STEP_SIZE.height / 2 };

/** The step or comment that lies next in a direction: near, and rather straight on than aside. Null where there is none. */
export function neighbour(draft: Draft, from: string, direction: Direction): string | null {
  const places = placesOf(draft);
  const here = places.get(from);
  if (here === undefined) return places.keys().next().value ?? null;
  let best: { readonly id: string; readonly cost: number } | null = null;
  for (const [id, there] of places) {
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[direction];
    const aside = direction === 'up' || direction === 'down' ? Math.abs(dx) : Math.abs(dy);
    if (id === from || ahead <= 0 || aside > ahead * 3) continue;
    const cost = ahead + aside * 2;
    if (best === null || cost < best.cost) best = { id, cost };
  }
  return best?.id ?? null;
}

function placesOf(draft: Draft): ReadonlyMap<string, Point> {
  return new Map([
    ...draft.nodes.map(({ id }): [string, Point] => {
      const { x = 0, y = 0 } = draft.places[id] ?? {};
      return [id, { x: x + CENTRE.x, y: y + CENTRE.y }];
    }),
    ...draft.comments.map(({ id, x, y, width, height }): [string, Point] => [id, { x: x + width / 2, y: y + height / 2 }]),
  ]);
}

/** Steps in the order in which a run comes to them: by breadth from the beginning, then what nothing leads to. */
export function inFlowOrder(draft: Draft): readonly string[] {
  const seen = new Set<string>();
  const open = draft.start === null ? [] : [draft.start];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...draft.edges.flatMap(({ from, to }) => (from.node === id ? [to] : [])));
  }
  const known = new Set(draft.nodes.map((node) => node.id));
  return [...[...seen].filter((id) => known.has(id)), ...[...known].filter((id) => !seen.has(id))];
}
