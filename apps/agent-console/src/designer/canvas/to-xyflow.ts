import { MarkerType } from '@xyflow/react';
import { type Chosen, STEP_SIZE, stepHeight } from '../edit/commands.ts';
import { type Draft, type DraftNode, edgeIds, type Point, shownPorts } from '../edit/draft.ts';
import type { CommentNodeType } from './comment-node.tsx';
import type { FlowEdgeType } from './flow-edge.tsx';
import { lanesOf } from './lanes.ts';
import type { Overlay, OverlayTone } from './overlay.ts';
import type { StepNodeType } from './step-node.tsx';

export type CanvasNode = StepNodeType | CommentNodeType;

interface Drawing {
  readonly draft: Draft;
  readonly chosen: Chosen;
  readonly active: string | null;
  readonly overlay: Overlay;
  readonly canEdit: boolean;
  readonly onResize: ((id: string, width: number, height: number) => void) | null;
}

const NOWHERE: Point = { x: 0, y: 0 };

/** The canvas's nodes; those that did not change are the objects they were, so that they are not drawn again. */
export function canvasNodes({ draft, chosen, active, overlay, canEdit, onResize }: Drawing, before: readonly CanvasNode[]): CanvasNode[] {
  const old = new Map(before.map((node) => [node.id, node]));
  const steps = draft.nodes.map((node): CanvasNode => {
    const was = old.get(node.id);
    const position = draft.places[node.id] ?? NOWHERE;
    const data = {
      node,
      ports: shownPorts(draft, node),
      isStart: draft.start === node.id,
      isActive: active === node.id,
      overlay: overlay.nodes.get(node.id),
      canConnect: canEdit,
    };
    const selected = chosen.nodes.has(node.id);
    if (was?.type === 'step' && isSamePlace(was.position, position) && was.selected === selected && isSameData(was.data, data)) return was;
    return {
      ...(was?.type === 'step' && was.measured ? { measured: was.measured } : {}),
      id: node.id,
      type: 'step',
      position,
      data: was?.type === 'step' && isSameData(was.data, data) ? was.data : data,
      selected,
      draggable: canEdit,
      width: STEP_SIZE.width,
      height: stepHeight(draft, node),
    };
  });
  const comments = draft.comments.map((comment): CanvasNode => {
    const { id, x, y, width, height } = comment;
    const was = old.get(id);
    const selected = chosen.comments.has(id);
    const isActive = active === id;
    if (was?.type === 'comment' && was.data.comment === comment && was.data.isActive === isActive && was.selected === selected) return was;
    return {
      id,
      type: 'comment',
      position: { x, y },
      width,
      height,
      selected,
      draggable: canEdit,
      zIndex: -1,
      data: { comment, isActive, onResize },
    };
  });
  return [...comments, ...steps];
}

const isSamePlace = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;

function isSameData(a: StepNodeType['data'], b: StepNodeType['data']): boolean {
  return (
    a.node === b.node &&
    a.isStart === b.isStart &&
    a.isActive === b.isActive &&
    a.canConnect === b.canConnect &&
    a.ports.join() === b.ports.join() &&
    a.overlay?.tone === b.overlay?.tone &&
    a.overlay?.badge === b.overlay?.badge &&
    a.overlay?.problems === b.overlay?.problems
  );
}

/** Colours of arrow heads, which SVG markers do not take from their edges. */
const HEADS: Readonly<Record<OverlayTone | 'plain', string>> = {
  plain: 'var(--edge-line)',
  bad: 'var(--danger-mark)',
  missing: 'var(--danger-mark)',
  added: 'var(--ok-mark)',
  removed: 'var(--danger-mark)',
  changed: 'var(--warn-mark)',
  covered: 'var(--ok-mark)',
  missed: 'var(--none-mark)',
  here: 'var(--brand-mark)',
};

export function canvasEdges(
  { draft, chosen, overlay, canEdit }: Drawing,
  { dropTarget, otherwise }: { readonly dropTarget: string | null; readonly otherwise: string },
  before: readonly FlowEdgeType[],
): FlowEdgeType[] {
  const ids = edgeIds(draft.edges);
  const nodes = new Map<string, DraftNode>(draft.nodes.map((node) => [node.id, node]));
  const old = new Map(before.map((edge) => [edge.id, edge]));
  const lanes = lanesOf(draft, ids);
  return draft.edges.flatMap(({ from, to, when }, i): FlowEdgeType[] => {
    const id = ids[i] ?? '';
    if (!nodes.has(from.node) || !nodes.has(to)) return [];
    const over = overlay.edges.get(id);
    const hasSiblings = draft.edges.some((edge, j) => j !== i && edge.from.node === from.node && edge.from.port === from.port);
    const label = when ?? (hasSiblings ? otherwise : null);
    const selected = chosen.edges.has(id);
    const lane = lanes.get(id) ?? null;
    const was = old.get(id);
    const isSame =
      was !== undefined &&
      was.selected === selected &&
      was.data?.label === label &&
      was.data.lane === lane &&
      was.data.isDropTarget === (dropTarget === id) &&
      was.data.overlay?.tone === over?.tone &&
      was.data.overlay?.label === over?.label &&
      was.reconnectable === canEdit;
    if (isSame) return [was];
    return [
      {
        id,
        type: 'flow',
        source: from.node,
        sourceHandle: from.port,
        target: to,
        selected,
        reconnectable: canEdit,
        markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: selected ? 'var(--brand)' : HEADS[over?.tone ?? 'plain'] },
        zIndex: over === undefined ? 0 : 1,
        data: { label, isExpression: when !== undefined, overlay: over, lane, isDropTarget: dropTarget === id },
      },
    ];
  });
}
