import { ViewportPortal } from '@xyflow/react';
import classes from './canvas.module.css';
import type { CanvasNode } from './to-xyflow.ts';

/** A line along which a dragged step stands with another one: at x or y, from one end to the other. */
export interface Guide {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const boxOf = ({ position: { x, y }, width = 0, height = 0 }: CanvasNode): Box => ({ x, y, width, height });

/** Steps stand on a grid, so that what is aligned is aligned exactly; of several the nearest is shown. */
export function alignedWith(dragged: CanvasNode, all: readonly CanvasNode[]): readonly Guide[] {
  const box = boxOf(dragged);
  let column: Guide | null = null;
  let row: Guide | null = null;
  let [nearestColumn, nearestRow] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const other of all) {
    if (other.id === dragged.id) continue;
    const { x, y, width, height } = boxOf(other);
    if (x + width / 2 === box.x + box.width / 2 && Math.abs(y - box.y) < nearestColumn) {
      nearestColumn = Math.abs(y - box.y);
      column = { axis: 'x', at: x + width / 2, from: Math.min(y, box.y), to: Math.max(y + height, box.y + box.height) };
    }
    if (y === box.y && Math.abs(x - box.x) < nearestRow) {
      nearestRow = Math.abs(x - box.x);
      row = { axis: 'y', at: y, from: Math.min(x, box.x), to: Math.max(x + width, box.x + box.width) };
    }
  }
  return [column, row].filter((guide) => guide !== null);
}

export function GuideLines({ guides }: { readonly guides: readonly Guide[] }) {
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className={classes['guide']}
          style={
            axis === 'x'
              ? { transform: `translate(${at}px, ${from}px)`, width: 1, height: to - from }
              : { transform: `translate(${from}px, ${at}px)`, width: to - from, height: 1 }
          }
        />
      ))}
    </ViewportPortal>
  );
}
