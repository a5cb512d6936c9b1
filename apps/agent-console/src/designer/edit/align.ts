import { snapped, STEP_SIZE } from './commands.ts';
import type { Draft, Point } from './draft.ts';

export const ALIGNMENTS = ['left', 'centre', 'right', 'top', 'middle', 'bottom', 'columns', 'rows'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

/** New places of the chosen steps; `columns` and `rows` spread them evenly between the outermost two. */
export function aligned(places: Draft['places'], ids: Iterable<string>, how: Alignment): Readonly<Record<string, Point>> {
  const chosen = [...ids].flatMap((id) => (places[id] === undefined ? [] : [{ id, ...places[id] }]));
  if (chosen.length < 2) return {};
  const xs = chosen.map(({ x }) => x);
  const ys = chosen.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const placed = (place: (point: Point) => Point) => Object.fromEntries(chosen.map(({ id, ...point }) => [id, snapped(place(point))]));
  switch (how) {
    case 'left':
      return placed(({ y }) => ({ x: left, y }));
    // All steps have one size, so that the centre of them is the middle of their corners.
    case 'centre':
      return placed(({ y }) => ({ x: (left + right) / 2, y }));
    case 'right':
      return placed(({ y }) => ({ x: right, y }));
    case 'top':
      return placed(({ x }) => ({ x, y: top }));
    case 'middle':
      return placed(({ x }) => ({ x, y: (top + bottom) / 2 }));
    case 'bottom':
      return placed(({ x }) => ({ x, y: bottom }));
    case 'columns':
      return spread(chosen, 'x', left, Math.max(right, left + (chosen.length - 1) * (STEP_SIZE.width + 24)));
    case 'rows':
      return spread(chosen, 'y', top, Math.max(bottom, top + (chosen.length - 1) * (STEP_SIZE.height + 24)));
  }
}

function spread(chosen: readonly (Point & { readonly id: string })[], axis: 'x' | 'y', from: number, to: number) {
  const step = (to - from) / (chosen.length - 1);
  const inOrder = chosen.toSorted((a, b) => a[axis] - b[axis]);
  return Object.fromEntries(inOrder.map(({ id, x, y }, i) => [id, snapped({ x, y, [axis]: from + i * step })]));
}
