import { Graph, layout } from '@dagrejs/dagre';
import { snapped, STEP_SIZE, stepHeight } from './commands.ts';
import type { Draft, Point } from './draft.ts';

/** Places for all steps, from above to below along the edges (layered drawing after Sugiyama, by dagre). */
export function arranged(draft: Draft): Readonly<Record<string, Point>> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 40, ranksep: 56, edgesep: 24, ranker: 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of draft.nodes) graph.setNode(node.id, { width: STEP_SIZE.width, height: stepHeight(draft, node) });
  draft.edges.forEach(({ from, to }, i) => {
    // The way on weighs more than the ways out, so that it is drawn straight.
    const isMain = draft.edges.find((edge) => edge.from.node === from.node)?.to === to;
    if (graph.hasNode(from.node) && graph.hasNode(to)) graph.setEdge(from.node, to, { weight: isMain ? 4 : 1 }, String(i));
  });
  layout(graph);
  const laid = draft.nodes.map(({ id }) => {
    const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
    return { id, x, y };
  });
  const columns = straightened(draft, laid);
  return Object.fromEntries(
    draft.nodes.map((node, i) => {
      const x = columns.get(node.id) ?? 0;
      return [node.id, snapped({ x: x - STEP_SIZE.width / 2, y: (laid[i]?.y ?? 0) - stepHeight(draft, node) / 2 })];
    }),
  );
}

interface Laid extends Point {
  readonly id: string;
}

const COLUMN = STEP_SIZE.width + 40;

/**
 * The way on from the beginning, by the first way on of every step, stands in one column; the others of each row keep their order and their side of it, as near
 * to what leads to them as there is room. Layered drawing alone lets the main way drift aside at every step that has a way out.
 */
function straightened(draft: Draft, laid: readonly Laid[]): ReadonlyMap<string, number> {
  const spine = new Set<string>();
  for (let id = draft.start; id !== null && !spine.has(id); ) {
    spine.add(id);
    const at: string = id;
    id = draft.edges.find(({ from }) => from.node === at)?.to ?? null;
  }
  const known = new Map(laid.map((each) => [each.id, each]));
  const columns = new Map<string, number>();
  const rows = [...Map.groupBy(laid, ({ y }) => Math.round(y / STEP_SIZE.height)).entries()].toSorted(([a], [b]) => a - b);
  const wish = ({ id, x }: Laid): number => {
    const above = draft.edges
      .flatMap(({ from, to }) => (to === id ? [columns.get(from.node)] : []))
      .filter((column) => column !== undefined);
    return above.length === 0 ? x - (known.get(draft.start ?? '')?.x ?? 0) : above.reduce((sum, column) => sum + column, 0) / above.length;
  };
  for (const [, row] of rows) {
    const inOrder = row.toSorted((a, b) => a.x - b.x);
    const main = inOrder.findIndex(({ id }) => spine.has(id));
    if (main !== -1) columns.set(inOrder[main]?.id ?? '', 0);
    let edge = main === -1 ? Number.NEGATIVE_INFINITY : 0;
    for (const each of inOrder.slice(main + 1)) {
      edge = Math.max(edge + COLUMN, wish(each));
      columns.set(each.id, edge);
    }
    edge = 0;
    for (const each of inOrder.slice(0, Math.max(0, main)).toReversed()) {
      edge = Math.min(edge - COLUMN, wish(each));
      columns.set(each.id, edge);
    }
  }
  return columns;
}

/** Every step has a place: where some have none, all are laid out, or the newcomers stand beside the others. */
export function placed(draft: Draft): Draft {
  const homeless = draft.nodes.filter(({ id }) => draft.places[id] === undefined);
  if (homeless.length === 0) return draft;
  if (homeless.length > draft.nodes.length / 2) return { ...draft, places: arranged(draft) };
  const right = Math.max(...Object.values(draft.places).map(({ x }) => x), 0) + STEP_SIZE.width + 40;
  return { ...draft, places: { ...draft.places, ...Object.fromEntries(homeless.map(({ id }, i) => [id, { x: right, y: i * 80 }])) } };
}
