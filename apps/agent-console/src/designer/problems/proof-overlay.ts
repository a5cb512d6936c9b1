import type { FlowProblemView, FlowProofView, Language } from '@guichet/protocol';
import type { EdgeOverlay, NodeOverlay, Overlay } from '../canvas/overlay.ts';
import { type Draft, edgeIds } from '../edit/draft.ts';

export type RuleProofView = FlowProofView['rules'][number];

/** What is inside a sub-flow is shown at the step that it stands in. */
const onCanvas = (path: string): string => path.split('/')[0] ?? path;

/** Problems by step, and the path on which a rule breaks: its steps numbered, its edges red, what is missing at the last of them. */
export function proofOverlay(draft: Draft, problems: readonly FlowProblemView[], shown: RuleProofView | null, language: Language): Overlay {
  const nodes = new Map<string, NodeOverlay>();
  for (const { nodeId } of problems) {
    if (nodeId !== null) nodes.set(onCanvas(nodeId), { problems: (nodes.get(onCanvas(nodeId))?.problems ?? 0) + 1 });
  }
  const edges = new Map<string, EdgeOverlay>();
  if (shown === null) return { nodes, edges };
  const ids = edgeIds(draft.edges);
  let order = 0;
  let last: string | undefined;
  for (const { node, edge } of shown.path) {
    const id = onCanvas(node);
    const before = nodes.get(id);
    if (before?.tone === undefined) {
      order += 1;
      nodes.set(id, { ...before, tone: 'bad', badge: String(order) });
    }
    if (edge === null || edge.from.includes('/')) continue;
    const index = draft.edges.findIndex(({ from, to }) => from.node === edge.from && from.port === edge.port && to === edge.to);
    const edgeId = ids[index];
    if (edgeId === undefined) continue;
    edges.set(edgeId, { tone: 'bad' });
    last = edgeId;
  }
  if (last !== undefined) edges.set(last, { tone: 'bad', label: shortReason(shown, language) });
  return { nodes, edges };
}

/** What is missing, without where: it stands at the place. */
export function shortReason({ reason }: RuleProofView, language: Language): string {
  const text = reason[language];
  return text.slice(text.search(/[:：]/) + 1).trim();
}
