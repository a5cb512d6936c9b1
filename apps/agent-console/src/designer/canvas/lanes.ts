import { STEP_SIZE, stepHeight } from '../edit/commands.ts';
import { type Draft, type DraftEdge, shownPorts } from '../edit/draft.ts';

interface Box {
  readonly id: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Kept from the steps that an edge goes past, and between edges that go past on the same side. */
const CLEARANCE = 20;
const BESIDE = 14;
/** How far an edge goes down before it turns aside, and down again before it arrives. */
export const LANE_TURN = 18;

/**
 * Edges whose plain way would lie behind a step, or lead up again, each with the x at which it goes past instead. All others go their plain way: down,
 * across half-way, and down again.
 */
export function lanesOf(draft: Draft, ids: readonly string[]): ReadonlyMap<string, number> {
  const boxes = draft.nodes.map((node): Box => {
    const { x = 0, y = 0 } = draft.places[node.id] ?? {};
    return { id: node.id, left: x, right: x + STEP_SIZE.width, top: y, bottom: y + stepHeight(draft, node) };
  });
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const lanes = new Map<string, number>();
  draft.edges.forEach((edge, i) => {
    const [from, to] = [byId.get(edge.from.node), byId.get(edge.to)];
    if (from === undefined || to === undefined) return;
    const start = { x: sourceX(draft, edge, from), y: from.bottom };
    const end = { x: (to.left + to.right) / 2, y: to.top };
    const others = boxes.filter(({ id }) => id !== from.id && id !== to.id);
    const leadsUp = end.y < start.y + 2 * LANE_TURN;
    const middle = (start.y + end.y) / 2;
    const isBlocked = (box: Box): boolean =>
      crosses(box, start.x, start.x, start.y, middle) ||
      crosses(box, start.x, end.x, middle, middle) ||
      crosses(box, end.x, end.x, middle, end.y);
    if (!leadsUp && !others.some(isBlocked)) return;
    lanes.set(ids[i] ?? '', laneFor(leadsUp ? boxes : others, start, end, [...lanes.values()]));
  });
  return lanes;
}

interface End {
  readonly x: number;
  readonly y: number;
}

/** On the nearer side of whatever stands between the two, beside the lanes that are there. */
function laneFor(boxes: readonly Box[], start: End, end: End, taken: readonly number[]): number {
  const [top, bottom] = [Math.min(start.y, end.y) - 1, Math.max(start.y, end.y) + 1];
  const between = boxes.filter((box) => box.bottom > top && box.top < bottom);
  const sides = ([1, -1] as const).map((side) => {
    let x = side === 1 ? Math.max(start.x, end.x) : Math.min(start.x, end.x);
    // Steps that a line at x would cross push it on, until it crosses none.
    for (let moved = true; moved; ) {
      const hit = between.find((box) => x > box.left - CLEARANCE && x < box.right + CLEARANCE);
      moved = hit !== undefined;
      if (hit !== undefined) x = side === 1 ? hit.right + CLEARANCE : hit.left - CLEARANCE;
    }
    while (taken.some((lane) => Math.abs(lane - x) < BESIDE)) x += side * BESIDE;
    return x;
  });
  const cost = (x: number): number => Math.abs(x - start.x) + Math.abs(x - end.x);
  const [right = 0, left = 0] = sides;
  return cost(left) < cost(right) ? left : right;
}

const crosses = (box: Box, x1: number, x2: number, y1: number, y2: number): boolean =>
  Math.max(x1, x2) > box.left - 4 &&
  Math.min(x1, x2) < box.right + 4 &&
  Math.max(y1, y2) > box.top - 4 &&
  Math.min(y1, y2) < box.bottom + 4;

/** The ports of a step share its width. */
function sourceX(draft: Draft, { from }: DraftEdge, box: Box): number {
  const node = draft.nodes.find(({ id }) => id === from.node);
  const ports = node === undefined ? [] : shownPorts(draft, node);
  const width = box.right - box.left;
  return box.left + (width * (Math.max(0, ports.indexOf(from.port)) + 0.5)) / Math.max(1, ports.length);
}

const CORNER = 8;

/** Down, aside to the lane, along it, back, and down to the step: an SVG path with rounded corners. */
export function lanePath(start: End, end: End, lane: number): string {
  const [turn, back] = [start.y + LANE_TURN, end.y - LANE_TURN];
  const corners: readonly End[] = [
    { x: start.x, y: turn },
    { x: lane, y: turn },
    { x: lane, y: back },
    { x: end.x, y: back },
  ];
  const points = [start, ...corners, end];
  const parts = corners.map((corner, i) => {
    const [before, after] = [points[i] as End, points[i + 2] as End];
    const [enter, leave] = [toward(corner, before), toward(corner, after)];
    return `L ${enter.x} ${enter.y} Q ${corner.x} ${corner.y} ${leave.x} ${leave.y}`;
  });
  return `M ${start.x} ${start.y} ${parts.join(' ')} L ${end.x} ${end.y}`;
}

function toward(from: End, to: End): End {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
