import type { ProblemEdge } from '../definition/problem.ts';

/**
 * How a path comes to a node: along an edge, by going back, because a person was asked for, because that person is done and it goes on where it
 * was, in another branch in the meantime, or to undo something.
 */
export type Via = 'start' | 'edge' | 'back' | 'escalation' | 'resumed' | 'meanwhile' | 'compensation';

/** One node of a path, by its path (`visit/sale` inside a sub-flow), and the edge that leads to it; node ids of the edge are paths as well. */
export interface PathStep {
  readonly node: string;
  readonly via: Via;
  readonly edge: ProblemEdge | null;
}

/** A path in the making; shared ends are kept once. `inner` is a stretch that was found on its own: of a sub-flow, of a branch. */
export interface Trail {
  readonly before: Trail | null;
  readonly step: PathStep | null;
  readonly inner: Trail | null;
  /** In steps. */
  readonly length: number;
}

export const noTrail: Trail = { before: null, step: null, inner: null, length: 0 };

export const withStep = (before: Trail, step: PathStep): Trail => ({ before, step, inner: null, length: before.length + 1 });

export const withTrail = (before: Trail, inner: Trail): Trail =>
  inner.length === 0 ? before : { before, step: null, inner, length: before.length + inner.length };

export const shorter = (one: Trail | null, other: Trail | null): Trail | null =>
  one === null || (other !== null && other.length < one.length) ? other : one;

/** The steps in their order. Written without recursion along the trail, which may be thousands of steps long. */
export function stepsOf(trail: Trail): PathStep[] {
  const backwards: PathStep[] = [];
  const open: (Trail | null)[] = [trail];
  while (open.length > 0) {
    const part = open.pop();
    if (part === null || part === undefined) continue;
    if (part.step !== null) backwards.push(part.step);
    open.push(part.before, part.inner);
  }
  return backwards.toReversed();
}
