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
  return Object.fromEntries(
    draft.nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.id) as Partial<Point>;
      return [node.id, snapped({ x: x - STEP_SIZE.width / 2, y: y - stepHeight(draft, node) / 2 })];
    }),
  );
}

/** Every step has a place: where some have none, all are laid out, or the newcomers stand beside the others. */
export function placed(draft: Draft): Draft {
  const homeless = draft.nodes.filter(({ id }) => draft.places[id] === undefined);
  if (homeless.length === 0) return draft;
  if (homeless.length > draft.nodes.length / 2) return { ...draft, places: arranged(draft) };
  const right = Math.max(...Object.values(draft.places).map(({ x }) => x), 0) + STEP_SIZE.width + 40;
  return { ...draft, places: { ...draft.places, ...Object.fromEntries(homeless.map(({ id }, i) => [id, { x: right, y: i * 80 }])) } };
}
