import { Background, type Edge, MiniMap, type Node, ReactFlow, useEdgesState, useNodesState } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import type { LargeFlow } from '../large-flow.ts';

declare const FLOW: LargeFlow;

const nodes: Node[] = FLOW.nodes.map(({ id, title }) => ({
  id,
  position: FLOW.canvas.nodes[id] ?? { x: 0, y: 0 },
  data: { label: title.en },
}));
const edges: Edge[] = FLOW.edges.map(({ from, to }, i) => ({ id: String(i), source: from.node, target: to }));

/** What the library's own first example does. */
function Bare() {
  const [shown, , onNodesChange] = useNodesState(nodes);
  const [lines, , onEdgesChange] = useEdgesState(edges);
  return createElement(
    ReactFlow,
    { nodes: shown, edges: lines, onNodesChange, onEdgesChange, fitView: true, minZoom: 0.1 },
    createElement(Background),
    createElement(MiniMap),
  );
}

createRoot(document.querySelector('#root') as HTMLElement).render(createElement(Bare));
